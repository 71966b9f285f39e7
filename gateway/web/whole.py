"""A whole answer, on its way to the caller.

Its headers are always the same but for two, so they are written once.
"""

from functools import lru_cache
from typing import Final

from starlette.responses import Response

ALWAYS: Final = {"Cache-Control": "no-store", "Vary": "Accept, Accept-Language"}
"""Of answers that come bit by bit as well."""
METHOD_NOT_ALLOWED: Final = 405
"""Wants `Allow` with it (RFC 9110, section 15.5.6)."""


class WholeAnswer(Response):
    """GraphQL's answer to one request."""

    def __init__(self, body: bytes, status: int, media_type: str) -> None:
        """Answer with JSON of a media type."""
        self.body = body
        self.status_code = status
        self.background = None
        self.raw_headers = [
            *_always(status, media_type),
            (b"content-length", b"%d" % len(body)),
        ]


@lru_cache(maxsize=64)
def _always(status: int, media_type: str) -> tuple[tuple[bytes, bytes], ...]:
    headers = {**ALWAYS, "Content-Type": f"{media_type}; charset=utf-8"}
    if status == METHOD_NOT_ALLOWED:
        headers["Allow"] = "POST"
    return tuple((one.lower().encode(), headers[one].encode()) for one in headers)
