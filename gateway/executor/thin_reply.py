"""What becomes of one reply on a thin connection, here of one that is read whole.

A connection tells a reply what it parsed (`head`, `body`, `end`) or why nothing
more will come (`fail`). This file knows no socket.
"""

import asyncio
import zlib
from typing import Final, Protocol

from gateway.errors import GarbledError
from gateway.executor.http_rules import JSON_TYPES, wrong_type
from gateway.executor.transport import Incoming

GZIP_OR_ZLIB: Final = 32 + zlib.MAX_WBITS
"""zlib reads from the first bytes which of the two it is."""


class Reply(Protocol):
    """Where a connection puts one reply."""

    agency: str

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Take status and headers; raises `AgencyError` where they can't be used."""
        ...

    def body(self, piece: bytes) -> None:
        """Take a piece of the body; raises `AgencyError` where it can't be used."""
        ...

    def end(self) -> None:
        """The body is whole; raises `AgencyError` where it can't be used."""
        ...

    def fail(self, error: Exception) -> None:
        """No more will come."""
        ...


class WholeReply:
    """A reply read to its end, decompressed, within a limit."""

    __slots__ = (
        "_headers",
        "_inflate",
        "_left",
        "_pieces",
        "_status",
        "agency",
        "incoming",
    )

    def __init__(
        self, agency: str, max_bytes: int, incoming: asyncio.Future[Incoming]
    ) -> None:
        """Wait for a reply of at most `max_bytes`, decompressed."""
        self.agency = agency
        self.incoming = incoming
        self._left = max_bytes
        self._pieces: list[bytes] = []
        self._inflate: _Inflate | None = None

    def head(self, status: int, headers: dict[str, str]) -> None:
        """See `Reply.head`."""
        wrong = wrong_type(
            self.agency, status, headers.get("content-type", ""), JSON_TYPES
        )
        if wrong is not None:
            raise wrong
        encoding = headers.get("content-encoding")
        if encoding is not None:
            self._inflate = _inflater(self.agency, encoding)
        self._status, self._headers = status, headers

    def body(self, piece: bytes) -> None:
        """See `Reply.body`."""
        if self._inflate is not None:
            piece = self._inflate(piece, self._left)
        self._left -= len(piece)
        if self._left < 0:
            raise GarbledError(self.agency, why="the answer is too large")
        self._pieces.append(piece)

    def end(self) -> None:
        """See `Reply.end`."""
        if self._inflate is not None:
            self._inflate.end()
        if not self.incoming.done():
            pieces = self._pieces
            body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
            self.incoming.set_result(Incoming(self._status, self._headers, body))

    def fail(self, error: Exception) -> None:
        """See `Reply.fail`."""
        if not self.incoming.done():
            self.incoming.set_exception(error)


class _Inflate:
    """Decompresses a body, never past what may still come."""

    __slots__ = ("_agency", "_zlib")

    def __init__(self, agency: str) -> None:
        self._agency = agency
        self._zlib = zlib.decompressobj(GZIP_OR_ZLIB)

    def __call__(self, piece: bytes, left: int) -> bytes:
        """Decompress; at most one byte more than is left."""
        try:
            return self._zlib.decompress(piece, left + 1)
        except zlib.error:
            raise self._garbled() from None

    def end(self) -> None:
        """Check that nothing is missing and nothing was left over."""
        if not self._zlib.eof or self._zlib.unused_data:
            raise self._garbled()

    def _garbled(self) -> GarbledError:
        return GarbledError(self._agency, why="the answer can't be decompressed")


def _inflater(agency: str, encoding: str) -> _Inflate | None:
    match encoding.strip().lower():
        case "gzip" | "x-gzip" | "deflate":
            return _Inflate(agency)
        case "identity" | "":
            return None
        case _:
            raise GarbledError(agency, why="the answer has an encoding not asked for")
