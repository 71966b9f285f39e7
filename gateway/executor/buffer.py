"""A bounded buffer between who produces and who takes."""

import asyncio
from collections import deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FullError(Exception):
    """What comes does not go: the buffer is full."""


class Buffer(Generic[T]):
    """Holds at most some items; closed by its producer, perhaps with a failure."""

    def __init__(self, size: int) -> None:
        """Begin empty.

        Args:
            size: how many items may wait.
        """
        self._size = size
        self._items: deque[T] = deque()
        self._changed = asyncio.Event()
        self._closed = False
        self._failure: BaseException | None = None

    def put(self, item: T) -> None:
        """Add an item.

        Raises:
            FullError: as many are waiting as may.
        """
        if len(self._items) >= self._size:
            raise FullError
        self._items.append(item)
        self._changed.set()

    def close(self, failure: BaseException | None = None) -> None:
        """Add nothing more; what waits is taken first, then the failure is raised."""
        self._closed, self._failure = True, failure
        self._changed.set()

    async def take(self) -> T | None:
        """Return the next item, when there is one; None at the end.

        Raises:
            BaseException: what the buffer was closed with.
        """
        while not self._items:
            if self._failure is not None:
                raise self._failure
            if self._closed:
                return None
            self._changed.clear()
            await self._changed.wait()
        return self._items.popleft()
