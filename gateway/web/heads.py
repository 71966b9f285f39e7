"""Heads of requests within bounds of size and time.

uvicorn reads a head for as long, and as much, as a caller likes to send. Here one
that is not complete within `HEAD_BYTES` or `HEAD_SECONDS` ends its connection; so
does a connection over which nothing ever comes. What comes in one piece, as nearly
every request does, costs nothing more.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES: Final = 65_536
"""Room for a token, a statement and a query in the URL."""
HEAD_SECONDS: Final = 10.0
TOO_LARGE: Final = b"431 Request Header Fields Too Large"
TOO_SLOW: Final = b"408 Request Timeout"


class BoundedHeads(HttpToolsProtocol):
    """The server's side of one connection."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Begin before the first head; see `HttpToolsProtocol`."""
        super().__init__(*given, **named)
        self._head: int | None = 0
        """Bytes of a head that is not complete; None between heads."""
        self._late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Await the first head."""
        super().connection_made(transport)
        self._hurry()

    def connection_lost(self, exc: Exception | None) -> None:
        """Await nothing more."""
        self._complete()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; count what belongs to a head that is not complete yet."""
        super().data_received(data)
        if self._head is None or self.transport.is_closing():
            return
        self._head += len(data)
        if self._head > HEAD_BYTES:
            self._refuse(TOO_LARGE)
        elif self._late is None:
            self._hurry()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """A head is complete."""
        self._complete()
        super().on_headers_complete()

    def _hurry(self) -> None:
        self._late = self.loop.call_later(HEAD_SECONDS, self._refuse, TOO_SLOW)

    def _complete(self) -> None:
        self._head = None
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: bytes) -> None:
        self._late = None
        if not self.transport.is_closing():
            end = b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            self.transport.write(b"HTTP/1.1 " + status + end)
            self.transport.close()
