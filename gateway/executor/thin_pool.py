"""The connections to one origin: kept while idle, limited, lent out in fair order.

A place is a `Connection`, opened or still to be opened; there are never more than
`limit`. Whoever waits longest is served first, with a connection that came back or
with a new place. Nobody overtakes, since none is idle or free while somebody waits.
Law: a place that is given back is never lost, whatever fails or is cancelled.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from gateway.executor.http_rules import IDLE_SECONDS
from gateway.executor.thin_connection import Connection

Connect = Callable[[Connection], Awaitable[object]]


class Pool:
    """Connections to one origin."""

    def __init__(self, connect: Connect, limit: int) -> None:
        """Open connections when they are first needed.

        Args:
            connect: opens a connection; raises OSError or ValueError.
            limit: how many may be open at once.
        """
        self._connect = connect
        self._limit = limit
        self._places: set[Connection] = set()
        self._idle: list[Connection] = []
        """The one used last stands last, and is taken first."""
        self._waiting: deque[asyncio.Future[Connection]] = deque()
        self._reaper: asyncio.TimerHandle | None = None
        self._emptied: asyncio.Future[None] | None = None
        """Set once the pool closes; done when the last connection has."""

    def take(self) -> Connection | None:
        """Take an idle connection, if there is one."""
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                return connection
        return None

    async def acquire(self) -> Connection:
        """Take an idle connection, open one, or wait for one.

        Raises:
            OSError, ValueError: it can't be opened.
        """
        while True:
            connection = self.take() or self._place() or await self._turn()
            if connection.unopened:
                return await self._opened(connection)
            if connection.usable:
                return connection

    def released(self, connection: Connection) -> None:
        """Lend a connection to whoever waits longest, or keep it."""
        if self._lent(connection):
            return
        if self._emptied is not None:
            connection.close()
            return
        loop = asyncio.get_running_loop()
        connection.idle_since = loop.time()
        self._idle.append(connection)
        if self._reaper is None:
            self._reaper = loop.call_later(IDLE_SECONDS, self._reap)

    def lost(self, connection: Connection) -> None:
        """Forget a closed connection; its place goes to whoever waits longest."""
        if connection not in self._places:
            return
        self._places.remove(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        place = self._place()
        if place is not None and not self._lent(place):
            self._places.remove(place)
        if not self._places and self._emptied is not None:
            self._emptied.set_result(None)

    def drop_idle(self) -> None:
        """Close what is idle: its like was found dead."""
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.abort()

    async def close(self) -> None:
        """Close what is idle now and the rest when it comes back; wait for that."""
        if self._reaper is not None:
            self._reaper.cancel()
        if self._emptied is None:
            self._emptied = asyncio.get_running_loop().create_future()
            if not self._places:
                self._emptied.set_result(None)
        idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
        await asyncio.shield(self._emptied)

    def _place(self) -> Connection | None:
        """A new place, if there is room for one."""
        if len(self._places) >= self._limit:
            return None
        place = Connection(self)
        self._places.add(place)
        return place

    async def _opened(self, place: Connection) -> Connection:
        try:
            await self._connect(place)
        except BaseException:
            place.abort()
            self.lost(place)
            raise
        return place

    async def _turn(self) -> Connection:
        """Wait for a connection, or for a place to open one in."""
        waiter: asyncio.Future[Connection] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._given_back(waiter.result())
            raise

    def _given_back(self, connection: Connection) -> None:
        if connection.unopened:
            self.lost(connection)
        elif connection.usable:
            self.released(connection)

    def _lent(self, connection: Connection) -> bool:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return True
        return False

    def _reap(self) -> None:
        """Close what was idle for too long; the list stands in order of age."""
        loop = asyncio.get_running_loop()
        while self._idle and self._idle[0].idle_since + IDLE_SECONDS <= loop.time():
            self._idle.pop(0).close()
        self._reaper = None
        if self._idle:
            due = self._idle[0].idle_since + IDLE_SECONDS
            self._reaper = loop.call_at(due, self._reap)
