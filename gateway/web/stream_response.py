"""A response that is written while it is made, and left when the caller leaves."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

SEND_SECONDS: Final = 60.0
"""Whoever takes nothing for this long is gone."""


class StreamResponse(Response):
    """Sends chunks as they come; the source is closed whatever happens."""

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        media_type: str,
        headers: dict[str, str],
        closed: Callable[[], None],
    ) -> None:
        """Prepare; the source runs once the response does.

        Args:
            chunks: what is sent, each at once.
            media_type: with its parameters.
            headers: further ones.
            closed: called at the end, whatever it was.
        """
        super().__init__(headers={**headers, "Content-Type": media_type})
        del self.headers["content-length"]
        self._chunks = chunks
        self._closed = closed

    async def __call__(
        self,
        scope: Scope,  # noqa: ARG002 - as ASGI calls it
        receive: Receive,
        send: Send,
    ) -> None:
        """Send until the source ends or the caller leaves."""
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        writing = asyncio.create_task(self._write(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (writing, leaving):
                task.cancel()
            await asyncio.gather(writing, leaving, return_exceptions=True)
            await self._chunks.aclose()
            self._closed()

    async def _write(self, send: Send) -> None:
        async for chunk in self._chunks:
            async with asyncio.timeout(SEND_SECONDS):
                await send(_body(chunk, more=True))
        await send(_body(b"", more=False))


def _body(chunk: bytes, *, more: bool) -> dict[str, object]:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
