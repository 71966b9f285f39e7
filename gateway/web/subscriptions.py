"""The subscriptions that a process serves: how many, and their end from outside."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar

from gateway.errors import RequestError
from gateway.executor.subscription import EventLimits

T = TypeVar("T")


class Beat(Enum):
    """The type of `BEAT`."""

    BEAT = "BEAT"


BEAT = Beat.BEAT
"""Nothing happened for a while."""


@dataclass(frozen=True, slots=True)
class SubscriptionOptions:
    """How subscriptions are served."""

    most: int = 1000
    """At once."""
    beat_seconds: float = 12.0
    """After this long without an event the stream says that it lives."""
    limits: EventLimits = field(default_factory=EventLimits)


@dataclass(slots=True)
class Subscriptions:
    """What is being served."""

    most: int
    _open: set[asyncio.Event] = field(default_factory=set)
    _stopped: bool = False

    def __len__(self) -> int:
        """Return how many are open."""
        return len(self._open)

    def enter(self) -> asyncio.Event:
        """Count a subscription until it leaves.

        Returns:
            What is set when it has to end; also what it leaves with.

        Raises:
            RequestError: TOO_MANY_SUBSCRIPTIONS, or SUBSCRIPTION_ENDED when the
                process stops.
        """
        if self._stopped:
            raise RequestError("SUBSCRIPTION_ENDED")
        if len(self._open) >= self.most:
            raise RequestError("TOO_MANY_SUBSCRIPTIONS")
        ended = asyncio.Event()
        self._open.add(ended)
        return ended

    def leave(self, ended: asyncio.Event) -> None:
        """Count a subscription no more."""
        self._open.discard(ended)

    def end_all(self) -> None:
        """End what is open: what it was decided and planned by is exchanged."""
        for one in self._open:
            one.set()

    def stop(self) -> None:
        """End what is open, and take no more."""
        self._stopped = True
        self.end_all()


async def paced(
    source: AsyncGenerator[T], every: float, ended: asyncio.Event
) -> AsyncGenerator[T | Beat]:
    """Yield what a source yields, and BEAT whenever it is silent.

    Args:
        source: closed when this is.
        every: the longest silence, in seconds.
        ended: ends it from outside.

    Raises:
        RequestError: SUBSCRIPTION_ENDED.
    """
    ending = asyncio.ensure_future(ended.wait())
    task: asyncio.Task[T] | None = None
    try:
        while True:
            task = task or asyncio.create_task(_next(source))
            await asyncio.wait(
                {task, ending}, timeout=every, return_when=asyncio.FIRST_COMPLETED
            )
            if task.done():
                item, task = task.result(), None
                yield item
            elif ending.done():
                raise RequestError("SUBSCRIPTION_ENDED")
            else:
                yield BEAT
    except StopAsyncIteration:
        return
    finally:
        ending.cancel()
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await source.aclose()


async def _next(source: AsyncGenerator[T]) -> T:
    return await anext(source)
