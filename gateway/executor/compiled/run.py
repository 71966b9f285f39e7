"""Runs a program: each step starts when its own parents are done.

The order of steps is that of `gateway.executor.run`, and so is what is sent. At
anything unusual the run gives up, and the interpreted run goes on with what has
been received; steps on their way still bring home their replies, and end.

This file knows no error that a caller could see.
"""

import asyncio
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, NamedTuple

import msgspec
import orjson

from gateway.executor.compiled.batches import NOTHING, Collected
from gateway.executor.compiled.errors import GaveUp
from gateway.executor.compiled.layout import ROOT
from gateway.executor.compiled.program import Lookup, Program, Step
from gateway.executor.compiled.state import State
from gateway.executor.compiled.structs import Struct
from gateway.executor.exchanges import Exchanges, Received
from gateway.executor.execution import Execution, Timing


@dataclass(slots=True)
class CompiledRun:
    """One run of a program."""

    program: Program
    exchanges: Exchanges
    done: Execution = field(default_factory=Execution)
    """Timings, sources and counts; its data stay empty."""
    _state: State = field(init=False)
    _waits: list[int] = field(init=False)
    """Per step, how many parents are not done."""
    _open: int = field(init=False)
    """How many steps are not done."""
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _end: asyncio.Future[bool] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing sent."""
        steps = self.program.steps
        self._state = self.program.begin()
        self._waits = [one.waits for one in steps]
        self._open = len(steps)
        self._end = asyncio.get_running_loop().create_future()

    async def run(self) -> bytes | None:
        """Run every step.

        Returns:
            The answer's `data` as JSON, or None when the run gave up.
        """
        for position, step in enumerate(self.program.steps):
            if not step.waits:
                self._spawn(position)
        if self._tasks and not await self._end:
            return None
        try:
            return self.program.finish.encode(self._state)
        except GaveUp:
            return None

    def cancel(self) -> None:
        """End what is still on its way."""
        for task in self._tasks:
            task.cancel()

    def _spawn(self, position: int) -> None:
        self._tasks.append(
            asyncio.get_running_loop().create_task(self._follow(position))
        )

    async def _follow(self, position: int) -> None:
        """Run a step, then one that became ready; others get tasks of their own."""
        following: int | None = position
        try:
            while following is not None:
                step = self.program.steps[following]
                sending = self._before(step)
                if sending is not None:
                    received = await self.exchanges.post(step.fetch, sending.body)
                    self._after(step, sending, received)
                following = self._next(step)
        except (GaveUp, msgspec.MsgspecError):
            self._ends(whole=False)
        except Exception as bug:  # noqa: BLE001 - handed on to who waits
            if not self._end.done():
                self._end.set_exception(bug)

    def _next(self, step: Step) -> int | None:
        """Note that a step is done, and return one to go on with."""
        self._open -= 1
        if not self._open:
            self._ends(whole=True)
        found: int | None = None
        for position in step.then:
            self._waits[position] -= 1
            if self._waits[position]:
                continue
            if found is None:
                found = position
            else:
                self._spawn(position)
        return found

    def _ends(self, *, whole: bool) -> None:
        if not self._end.done():
            self._end.set_result(whole)

    def _before(self, step: Step) -> "_Sending | None":
        """Return what a step sends; None where there is nothing to ask for."""
        state = self._state
        if not step.lookups:
            if not state.objects(step.place):
                return None
            return _Sending(self._body(step, []), [])
        batches = [
            one.batch.collect(state) if one.batch else NOTHING for one in step.lookups
        ]
        if not any(one.targets for one in batches):
            return None
        lists = [
            lookup.head + batch.encoded
            for lookup, batch in zip(step.lookups, batches, strict=True)
        ]
        return _Sending(self._body(step, lists), batches)

    def _after(self, step: Step, sending: "_Sending", received: Received) -> None:
        """Decode a reply, and merge what it brings."""
        if self._end.done() or received.failure is not None:
            raise GaveUp
        reply = step.decode(received.body)
        if reply.errors:
            raise GaveUp
        self._note(step.fetch.subgraph, received.seconds, reply.extensions)
        data = reply.data
        if step.merge is not None:
            self._state.items[step.fetch.id, ROOT] = [data]
            targets = self._state.objects(step.place)
            step.merge.many(targets, [data] * len(targets))
        for lookup, batch in zip(step.lookups, sending.batches, strict=True):
            self._fill(lookup, batch, lookup.read(data))

    def _fill(
        self, lookup: Lookup, batch: Collected, items: list[Struct | None]
    ) -> None:
        """Merge entities into the objects that gave their representations."""
        if len(items) != batch.number:
            raise GaveUp
        if lookup.merge is None or not items:
            return
        self._count(batch)
        targets, found = batch.targets, items
        if batch.positions is not None:
            found = list(map(items.__getitem__, batch.positions))
        if None in items:
            self._state.gaps = True
            there = [one is not None for one in found]
            targets = list(compress(targets, there))
            found = list(compress(found, there))
            items = list(filter(None, items))
        self._state.items[lookup.source] = items
        lookup.merge.many(targets, found)

    def _note(self, agency: str, seconds: float, extensions: Any) -> None:
        """Note how long a fetch took, and what the subgraph says of its data."""
        self.done.timings.append(Timing(agency, seconds, "ok"))
        if isinstance(extensions, dict):
            source = extensions.get("source")
            if isinstance(source, dict):
                self.done.sources[agency] = source

    def _body(self, step: Step, lists: list[bytes]) -> bytes:
        """Write a body from what is known and the lists of representations."""
        if step.fetch.variables:
            given = self.exchanges.call.variables
            lists = [
                *(
                    orjson.dumps(name) + b":" + orjson.dumps(given[name])
                    for name in step.fetch.variables
                    if name in given
                ),
                *lists,
            ]
        if not lists:
            return step.head + b"}"
        return b'%b,"variables":{%b}}' % (step.head, b",".join(lists))

    def _count(self, batch: Collected) -> None:
        counts = self.done.entities
        for typename, number in batch.counts.items():
            counts[typename] = counts.get(typename, 0) + number


class _Sending(NamedTuple):
    """What a step sends."""

    body: bytes
    batches: list[Collected]
