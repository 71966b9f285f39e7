"""Lets a request begin when those that have begun leave the event loop idle.

A request waits for subgraphs most of its time, so many can be under way at once. But
when the processor is the bottleneck, one more under way makes none of them faster: it
only fills memory with half an answer, out of the processor's caches. So while replies
are coming in, what has begun goes first; what is new waits in line, and the first in
line begins after turns of the loop in which nothing came.

No time is lost by that: whoever waits is let in before the loop would sleep. A request
has finitely many replies, so the line moves on whatever comes.

This file knows neither requests nor replies, only their numbers.
"""

import asyncio
from collections import deque
from typing import Final

FEW: Final = 8
"""So many may be under way in any case."""
QUIET: Final = 2
"""Turns in which nothing came. What arrives in one turn is dealt with in the next,
behind what was planned for it, so one does not tell."""


class Turns:
    """The requests under way and those in line, of one event loop."""

    def __init__(self) -> None:
        """Begin with none."""
        self._under_way = 0
        self._line: deque[asyncio.Future[None]] = deque()
        self._quiet = 0
        """Turns since something was dealt with."""
        self._looking = False

    def dealt_with(self) -> None:
        """Note that a reply came, and was work for the loop."""
        self._quiet = 0

    async def begin(self) -> None:
        """Wait until a request may begin; each that began must `end`."""
        if self._under_way >= FEW or self._line:
            await self._in_line()
        else:
            self._under_way += 1

    def end(self) -> None:
        """Note that a request that began is done."""
        self._under_way -= 1

    async def _in_line(self) -> None:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        self._line.append(turn)
        if not self._looking:
            self._looking = True
            loop.call_soon(self._look)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.end()
            raise

    def _look(self) -> None:
        """Let the first in line begin if all was quiet, and look again next turn."""
        self._quiet += 1
        if self._quiet > QUIET or self._under_way < FEW:
            self._let_in()
        self._looking = bool(self._line)
        if self._looking:
            asyncio.get_running_loop().call_soon(self._look)

    def _let_in(self) -> None:
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                self._under_way += 1
                self._quiet = 0
                turn.set_result(None)
                return
