"""What both transports over HTTP hold a request and a reply to.

They differ in the client beneath, and in nothing that a subgraph or the executor
could tell: the same conformance tests run over both.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from gateway.errors import AgencyError, GarbledError, UnreachableError

JSON_TYPES: Final = frozenset({"application/graphql-response+json", "application/json"})
STREAM_TYPES: Final = JSON_TYPES | {"text/event-stream"}

IDLE_SECONDS: Final = 4.0
"""Servers close idle connections after 5 s and more; be sooner."""
HEAD_BYTES: Final = 65_536
"""Names and values of a reply's headers, and anything else that is no body."""
HEADER_COUNT: Final = 100
ENCODINGS: Final = "gzip, deflate"

OWN_HEADERS: Final = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""What frames a message and manages its connection is the transport's to say."""

SERVER_FAULT: Final = 500
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""`token` of RFC 9110, section 5.6.2."""


def header_lines(headers: Mapping[str, str]) -> str:
    """Write the headers of a request, one a line.

    Raises:
        ValueError: one would end its line early, or frame the message anew.
    """
    _check_names(tuple(headers))
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()])
    ends = lines.count("\r"), lines.count("\n")
    if ends != (len(headers), len(headers)) or "\0" in lines:
        raise ValueError("the value of a header would end its line")
    return lines


@lru_cache(maxsize=256)
def _check_names(names: tuple[str, ...]) -> None:
    for name in names:
        if not _NAME.fullmatch(name) or name.lower() in OWN_HEADERS:
            raise ValueError(f"{name!r} can't be sent as a header")


def header_map(fields: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The headers of a reply by their names in lower case.

    Values of a name that stands there twice are joined (RFC 9110, section 5.3).
    """
    headers = {name.lower(): value for name, value in fields}
    if len(headers) == len(fields):
        return headers
    every: dict[str, list[str]] = {name: [] for name in headers}
    for name, value in fields:
        every[name.lower()].append(value)
    return {name: ", ".join(values) for name, values in every.items()}


def wrong_type(
    agency: str, status: int, content_type: str, accepted: frozenset[str]
) -> AgencyError | None:
    """Say what is wrong with a reply of this type: None where nothing is.

    A proxy's error page is an outage; any other reply of another type is garbled.
    """
    if (
        content_type in accepted
        or content_type.partition(";")[0].strip().lower() in accepted
    ):
        return None
    if status >= SERVER_FAULT:
        return UnreachableError(agency)
    return GarbledError(agency, why="the answer is not JSON")
