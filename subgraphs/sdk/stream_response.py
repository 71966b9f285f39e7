"""A response that is written while it is made, and left when its reader leaves."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from subgraphs.sdk.faults import report

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True)
class Chunks:
    """What is sent, each at once."""

    source: AsyncGenerator[bytes]
    """Closed at the end, whatever it was."""
    patience: float
    """Seconds; who takes nothing for this long is gone."""
    closed: Callable[[], Awaitable[None]]
    """Called at the end."""


class StreamResponse(Response):
    """Sends chunks as they come, until they end or their reader leaves."""

    def __init__(self, chunks: Chunks, media_type: str) -> None:
        """Prepares; nothing runs before the response does."""
        super().__init__(headers=_HEADERS, media_type=media_type)
        del self.headers["content-length"]
        self._chunks = chunks

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Sends until the source ends or the reader leaves."""
        writing = asyncio.create_task(self._write(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            said = await asyncio.gather(writing, leaving, return_exceptions=True)
            for error in said:
                if isinstance(error, Exception) and not isinstance(error, TimeoutError):
                    report(error)
            await self._chunks.source.aclose()
            await self._chunks.closed()

    async def _write(self, send: Send) -> None:
        async def say(message: Message) -> None:
            async with asyncio.timeout(self._chunks.patience):
                await send(message)

        start = {"type": "http.response.start", "status": self.status_code}
        await say({**start, "headers": self.raw_headers})
        async for chunk in self._chunks.source:
            await say(_body(chunk, more=True))
        await say(_body(b"", more=False))


def _body(chunk: bytes, *, more: bool) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
