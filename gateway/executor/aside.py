"""Slow work, kept off the event loop: one thread, equal work once, a bounded queue.

Work in Python holds the interpreter lock, so a second thread would make nothing
faster: it would only compete with the event loop twice. What several requests wait
for is done once. A request that gives up waiting does not stop the work, which the
next one may need.
"""

import asyncio
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar, cast

from gateway.planner.errors import PlanningBusyError

T = TypeVar("T")
MOST_WAITING: Final = 64
"""Pieces of work; with one second for the largest, none waits for minutes."""


class Aside:
    """Does slow work in a thread of its own."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        """Begin with nothing to do.

        Args:
            most_waiting: how many pieces of work may be under way or waiting.
        """
        self._most_waiting = most_waiting
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="aside")
        self._open: dict[Hashable, asyncio.Future[Any]] = {}

    async def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """Do a piece of work, or wait for it if it is under way.

        Args:
            key: equal for equal work.
            work: what to do; called in the thread.

        Raises:
            PlanningBusyError: too much waits already.
            Exception: whatever the work raises, for all who wait for it.
        """
        held = self._open.get(key)
        if held is None:
            if len(self._open) >= self._most_waiting:
                raise PlanningBusyError(
                    f"{self._most_waiting} new operations wait already to be read or "
                    "planned. Try again in a few seconds."
                )
            held = asyncio.wrap_future(self._thread.submit(work))
            self._open[key] = held
            held.add_done_callback(lambda done: self._done(key, done))
        return cast("T", await asyncio.shield(held))

    def _done(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        del self._open[key]
        if not done.cancelled():
            done.exception()  # nobody may be left who takes it
