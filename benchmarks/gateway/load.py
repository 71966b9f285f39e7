"""The load: as many requests as connections allow, for a bounded time or number.

Each connection sends its next request when the answer to the last is whole. When the
end is reached none is sent any more, and those under way are waited for and counted.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import urlsplit

import httptools

DRAIN_SECONDS = 15.0
"""How long the last answers may take once no more is sent."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where requests go, and how an answer looks."""

    host: str
    port: int
    request: bytes
    """The whole HTTP request."""
    answer_bytes: int
    """Length of a right answer; another length by more than 1 % is wrong."""

    def accepts(self, status: int, size: int) -> bool:
        """Whether an answer can be a right one."""
        right = abs(size - self.answer_bytes) <= self.answer_bytes // 100
        return status == 200 and right  # noqa: PLR2004 -- OK


@dataclass(slots=True)
class Tally:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    """Of each right answer."""
    wrong: int = 0


def post(url: str, body: bytes) -> bytes:
    """A whole HTTP request that posts JSON."""
    parts = urlsplit(url)
    return (
        f"POST {parts.path} HTTP/1.1\r\nhost: {parts.netloc}\r\n"
        "content-type: application/json\r\naccept: application/json\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    ).encode() + body


async def load(
    target: Target, connections: int, seconds: float, requests: float = math.inf
) -> Tally:
    """Send requests and wait for the answers.

    Args:
        target: Of all requests.
        connections: How many are open at once.
        seconds: How long requests are sent.
        requests: How many are sent at most, give or take one per connection.

    Returns:
        Times of the right answers, and how many were wrong.

    Raises:
        OSError: A connection can't be opened.
    """
    tally = Tally()
    end = _End(time.perf_counter() + seconds, requests)
    loop = asyncio.get_running_loop()
    askers = [_Asker(target, tally, end) for _ in range(connections)]
    left = iter(askers)
    for _ in askers:
        await loop.create_connection(lambda: next(left), target.host, target.port)
    try:
        await asyncio.wait(
            [one.ended for one in askers],
            timeout=None if math.isinf(seconds) else seconds + DRAIN_SECONDS,
        )
    finally:
        for one in askers:
            one.give_up()
            one.transport.abort()
    return tally


@dataclass(frozen=True, slots=True)
class _End:
    """When no more is sent."""

    time: float
    requests: float

    def reached(self, now: float, tally: Tally) -> bool:
        return now >= self.time or len(tally.seconds) + tally.wrong >= self.requests


class _Asker(asyncio.Protocol):
    """One connection, that asks again and again until the time is over."""

    transport: asyncio.Transport

    def __init__(self, target: Target, tally: Tally, end: _End) -> None:
        self._target, self._tally, self._until = target, tally, end
        self._parser = httptools.HttpResponseParser(self)
        self._began = 0.0
        self._size = 0
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self._ask()

    def _ask(self) -> None:
        self._size = 0
        self._began = time.perf_counter()
        self.transport.write(self._target.request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._size += len(body)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        right = self._target.accepts(self._parser.get_status_code(), self._size)
        if right:
            self._tally.seconds.append(now - self._began)
        else:
            self._tally.wrong += 1
        if self._until.reached(now, self._tally):
            self._end()
        else:
            self._ask()

    def connection_lost(self, _exc: Exception | None) -> None:
        self.give_up()

    def give_up(self) -> None:
        """An answer that is not there by now is wrong."""
        if not self.ended.done():
            self._tally.wrong += 1
        self._end()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
