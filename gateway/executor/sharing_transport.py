"""A transport that sends equal requests that are under way at once only once.

Equal means the same URL, body and headers, compared and not only hashed, so that
two callers share nothing as long as what tells them apart is sent. Headers that
differ by request and say nothing of the caller (`PER_REQUEST`) are left out. What
may not be sent again (a mutation) is never shared; a signed message never equals
another. Nothing is remembered: once a reply is there, the next request is sent.
"""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Final

from gateway.errors import TimedOutError
from gateway.executor.transport import (
    Arriving,
    Incoming,
    Outgoing,
    StreamingTransport,
)

PER_REQUEST: Final = frozenset({"tautan-deadline", "traceparent", "tracestate"})

Key = tuple[str, bytes, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class _Shared:
    """A request under way."""

    task: asyncio.Task[Incoming]
    waiting: int = 0


class SharingTransport:
    """Shares requests under way over another transport."""

    def __init__(self, inner: StreamingTransport) -> None:
        """Send over `inner`."""
        self._inner = inner
        self._under_way: dict[Key, _Shared] = {}

    async def post(self, outgoing: Outgoing) -> Incoming:
        """Send one POST request, or wait for its equal; see `Transport.post`.

        A request that fails fails for all who wait for it, except that nobody is
        held to another's deadline: who joined and has time left sends it again.
        """
        if not outgoing.repeatable:
            return await self._inner.post(outgoing)
        clock = asyncio.get_running_loop().time
        deadline = clock() + outgoing.seconds
        key = _key(outgoing)
        while True:
            own = key not in self._under_way
            try:
                return await self._joined(key, outgoing)
            except TimedOutError:
                left = deadline - clock()
                if own or left <= 0:
                    raise
                outgoing = outgoing._replace(seconds=left)

    def stream(
        self, outgoing: Outgoing, *, silence: float
    ) -> AbstractAsyncContextManager[Arriving]:
        """Send one POST request; streams are not shared."""
        return self._inner.stream(outgoing, silence=silence)

    async def close(self) -> None:
        """Close the transport below."""
        await self._inner.close()

    async def _joined(self, key: Key, outgoing: Outgoing) -> Incoming:
        """Wait for a request under way, or one begun now, as long as there is time."""
        shared = self._under_way.get(key) or self._begun(key, outgoing)
        shared.waiting += 1
        try:
            await asyncio.wait((shared.task,), timeout=outgoing.seconds)
        finally:
            shared.waiting -= 1
            if not shared.waiting and not shared.task.done():
                self._forget(key, shared)
                shared.task.cancel()
        if not shared.task.done():
            raise TimedOutError(outgoing.agency)
        return shared.task.result()

    def _begun(self, key: Key, outgoing: Outgoing) -> _Shared:
        shared = _Shared(asyncio.create_task(self._inner.post(outgoing)))
        self._under_way[key] = shared
        shared.task.add_done_callback(lambda _task: self._forget(key, shared))
        return shared

    def _forget(self, key: Key, shared: _Shared) -> None:
        if self._under_way.get(key) is shared:
            del self._under_way[key]


def _key(outgoing: Outgoing) -> Key:
    headers = tuple(
        (name, value)
        for name, value in outgoing.headers.items()
        if name.lower() not in PER_REQUEST
    )
    return outgoing.url, outgoing.body, headers
