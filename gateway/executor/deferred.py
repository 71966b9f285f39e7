"""Runs a plan with deferred parts, and gives the answer piece by piece.

1. The main part's fetches run, and its answer is projected: the *opening*.
2. Then all other fetches start, each when those that it waits for are done. A part
   is ready when its own fetches are done and the part around it was delivered.
   Ready parts are delivered together, as *pieces*: one for every object that a part
   hangs on and that is in the answer so far.

All fetches share one tree of data, so a part takes its keys from what the parts
around it fetched. Problems go where they belong: with the opening what happened in
its own fields, with a piece what happened below its object.

A value that was delivered once stays as it is. A piece that would take one back,
because a null travelled up to what is delivered already, fails as a whole.

This file does not know formats; see `gateway.web.incremental`.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from typing import Any

from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Execution, Ports
from gateway.executor.hanging import Hanging, hanging_from
from gateway.executor.patches import Patch, TakenBackError, copied, patches_of
from gateway.executor.problems import Problem
from gateway.executor.projection import Projector
from gateway.executor.reporting import Reporter
from gateway.executor.run import Runner
from gateway.executor.sender import Sender
from gateway.executor.tree import Place
from gateway.operation.parts import MAIN
from gateway.planner.plan import DeferredPart, Plan


@dataclass(frozen=True, slots=True)
class Expected:
    """A piece that will come."""

    number: int
    """From 0, unique in the answer."""
    path: Place
    """The object that it adds to."""
    label: str | None
    part: int
    """Of the plan."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a deferred part adds to one object of the answer."""

    expected: Expected
    data: dict[str, Any] | None
    """All that was asked for there; None when it failed."""
    patches: tuple[Patch, ...]
    """The same, without what was delivered before."""
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """The first of an answer: its main part."""

    data: dict[str, Any] | None
    problems: tuple[Problem, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Later:
    """What follows: the pieces of parts that became ready together."""

    pieces: tuple[Piece, ...]
    expected: tuple[Expected, ...]
    """What these make possible in turn."""
    more: bool
    """Whether something comes after."""


Delivery = Opening | Later


class DeferredRun:
    """One run of a plan that has deferred parts."""

    def __init__(self, plan: Plan, call: Call, ports: Ports) -> None:
        """Prepare; nothing is sent before `deliveries`.

        Args:
            plan: with parts.
            call: what this request brings.
            ports: where to send it.
        """
        self.done = Execution()
        self._plan = plan
        self._call = call
        self._report = Reporter(plan, self.done.problems)
        sender = Sender(Exchanges(call, ports), self.done)
        self._runner = Runner(call, self.done, sender, self._report)
        self._tasks: list[asyncio.Task[None]] = []
        self._answer: dict[str, Any] | None = None
        self._waiting: dict[int, list[_Waiting]] = {}
        """By part that was announced, its pieces."""
        self._count = 0

    @property
    def answer(self) -> dict[str, Any] | None:
        """All that was delivered so far, put together."""
        return self._answer

    async def deliveries(self) -> AsyncGenerator[Delivery]:
        """Run, and yield the opening, then whatever follows.

        Whoever stops early closes this iterator; fetches under way are cancelled.
        """
        try:
            yield await self._open()
            while self._waiting:
                yield await self._next()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _open(self) -> Opening:
        self._start()
        await _done([*self._of(MAIN)])
        projector = Projector(self._call.effective)
        self._answer = projector.project(self._plan.projection, self.done.data)
        problems = (*self._report.take(MAIN), *projector.problems)
        expected = tuple(self._announce(MAIN))
        return Opening(copied(self._answer), problems, expected)

    def _start(self) -> None:
        """Make a task of every fetch; what is put off waits for the main part."""
        main: list[asyncio.Task[None]] = []
        for fetch in self._plan.fetches:
            parents = [self._tasks[one] for one in sorted(fetch.after)]
            if fetch.part != MAIN:
                parents = [*parents, *main]
            task = asyncio.create_task(self._runner.after(parents, fetch))
            self._tasks.append(task)
            if fetch.part == MAIN:
                main.append(task)

    def _of(self, part: int) -> Iterator[asyncio.Task[None]]:
        for fetch, task in zip(self._plan.fetches, self._tasks, strict=True):
            if fetch.part == part:
                yield task

    async def _next(self) -> Later:
        ready = [part for part in self._waiting if self._is_ready(part)]
        while not ready:
            busy = [one for part in self._waiting for one in self._of(part)]
            await _done(busy, first=True)
            ready = [part for part in self._waiting if self._is_ready(part)]
        pieces: list[Piece] = []
        expected: list[Expected] = []
        for part in ready:
            await _done([*self._of(part)])
            pieces += self._pieces(part)
            expected += self._announce(part)
        return Later(tuple(pieces), tuple(expected), bool(self._waiting))

    def _is_ready(self, part: int) -> bool:
        return all(task.done() for task in self._of(part))

    def _announce(self, around: int) -> Iterator[Expected]:
        """Note and yield the pieces that the delivery of a part makes possible."""
        for part in self._plan.parts:
            if part.parent == around:
                yield from self._hang(part)

    def _hang(self, part: DeferredPart) -> Iterator[Expected]:
        projector = Projector(self._call.effective)
        found = list(hanging_from(part, self.done.data, self._answer, projector))
        if found:
            self._waiting[part.id] = []
        else:
            yield from self._announce(part.id)
        for one in found:
            expected = Expected(self._count, one.path, part.label, part.id)
            self._count += 1
            self._waiting[part.id].append(_Waiting(expected, one))
            yield expected

    def _pieces(self, part: int) -> Iterator[Piece]:
        problems = self._report.take(part)
        for waiting in self._waiting.pop(part):
            path = waiting.expected.path
            own = [one for one in problems if _is_at(one, path)]
            problems = [one for one in problems if one not in own]
            yield self._piece(waiting, own)

    def _piece(self, waiting: "_Waiting", problems: list[Problem]) -> Piece:
        hanging, expected = waiting.hanging, waiting.expected
        projector = Projector(self._call.effective)
        data = projector.project_at(
            hanging.shape, expected.part, hanging.data, expected.path
        )
        problems += projector.problems
        patches: tuple[Patch, ...] = ()
        if data is not None:
            try:
                patches = tuple(patches_of(hanging.answer, data))
            except TakenBackError:
                data = None
        for patch in patches:
            patch.apply(hanging.answer)
        return Piece(expected, data, patches, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Waiting:
    expected: Expected
    hanging: Hanging


def _is_at(problem: Problem, path: Place) -> bool:
    """Whether a problem happened below an object of the answer."""
    if problem.path is not None:
        return problem.path[: len(path)] == path
    keys = tuple(step for step in path if isinstance(step, str))
    return problem.pattern[: len(keys)] == keys


async def _done(tasks: list[asyncio.Task[None]], *, first: bool = False) -> None:
    """Wait for tasks; what went wrong in one is raised."""
    if not tasks:
        return
    when = asyncio.FIRST_COMPLETED if first else asyncio.FIRST_EXCEPTION
    done, _ = await asyncio.wait(
        [one for one in tasks if not (first and one.done())], return_when=when
    )
    for one in done:
        one.result()
