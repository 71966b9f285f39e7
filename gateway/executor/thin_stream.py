"""A reply on a thin connection that is handed on as it arrives.

Little more is kept than what the reader has not taken yet: while that is much, the
connection is held, and so the subgraph is.
"""

import asyncio
from collections import deque
from typing import Final, Protocol

from gateway.errors import GarbledError, TimedOutError
from gateway.executor.http_rules import STREAM_TYPES, wrong_type
from gateway.executor.thin_reply import Reply

KEPT_BYTES: Final = 65_536
"""How much of a stream waits for its reader before the subgraph has to."""


class Source(Protocol):
    """Where a stream comes from, and can be made to wait."""

    def hold(self, reply: Reply) -> None:
        """Read no more of this reply for now."""
        ...

    def go_on(self, reply: Reply) -> None:
        """Read it again."""
        ...


class StreamReply:
    """A reply handed on as it arrives; the subgraph waits for a slow reader."""

    def __init__(self, agency: str, silence: float, source: Source) -> None:
        """Wait for a reply from a source.

        Args:
            agency: whose it is.
            silence: seconds that the reader waits for a piece.
            source: is held while too much waits for the reader.
        """
        self.agency = agency
        self.status = 0
        self.headers: dict[str, str] = {}
        self.headed = asyncio.Event()
        self.over = False
        self._silence, self._source = silence, source
        self._pieces: deque[bytes] = deque()
        self._kept = 0
        self._more = asyncio.Event()
        self._error: Exception | None = None

    def head(self, status: int, headers: dict[str, str]) -> None:
        """See `Reply.head`."""
        wrong = wrong_type(
            self.agency, status, headers.get("content-type", ""), STREAM_TYPES
        )
        if wrong is not None:
            raise wrong
        if headers.get("content-encoding", "identity") != "identity":
            raise GarbledError(self.agency, why="an event stream is compressed")
        self.status, self.headers = status, headers
        self.headed.set()

    def body(self, piece: bytes) -> None:
        """See `Reply.body`."""
        self._pieces.append(piece)
        self._kept += len(piece)
        self._more.set()
        if self._kept > KEPT_BYTES:
            self._source.hold(self)

    def end(self) -> None:
        """See `Reply.end`."""
        self.over = True
        self._more.set()

    def fail(self, error: Exception) -> None:
        """See `Reply.fail`."""
        self._error = error
        self.headed.set()
        self.end()

    async def opened(self) -> None:
        """Wait for the head; raises why there is none."""
        await self.headed.wait()
        if self._error is not None and not self._pieces and not self.status:
            raise self._error

    def __aiter__(self) -> "StreamReply":
        return self

    async def __anext__(self) -> bytes:
        """The next piece; raises how the reply broke, behind what came before."""
        if not await self._another():
            raise StopAsyncIteration
        piece = self._pieces.popleft()
        self._kept -= len(piece)
        if self._kept <= KEPT_BYTES:
            self._source.go_on(self)
        return piece

    async def _another(self) -> bool:
        if not self._pieces and not self.over:
            self._more.clear()
            try:
                async with asyncio.timeout(self._silence):
                    await self._more.wait()
            except TimeoutError:
                raise TimedOutError(self.agency) from None
        if not self._pieces and self._error is not None:
            raise self._error
        return bool(self._pieces)
