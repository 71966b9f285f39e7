"""A plan with what is worth keeping beside it.

A plan is compiled once it is hot: at its second use, off the event loop, for each
combination of values that its conditions' variables are given, up to a number.
Until then, and where it has no compiled form, it is interpreted. A library keeps a
number of programs; the one not used for longest gives way.

A program that gives up costs what it did until then. After each time in a row, a
plan is interpreted for twice as many requests before it is tried again: a subgraph
that is down, or that returns what is unusual every time, costs little.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from gateway.executor.compiled.decided import condition_variables
from gateway.executor.compiled.errors import NotCompilable
from gateway.executor.compiled.program import Program, compile_plan
from gateway.planner.plan import Plan
from gateway.supergraph.model import Supergraph
from protocol.canonical import digest

HOT: Final = 2
"""Uses of a plan, after which it is compiled."""
MOST_PROGRAMS: Final = 8
"""Per plan; further combinations of values stay interpreted."""
LONGEST_REST: Final = 256
"""Requests that are interpreted at most before a program is tried again."""

MOST_IN_ALL: Final = 128
"""Programs that one library keeps; some 200 KB each, as plans go."""
USES_TO_RETURN: Final = 100
"""Of a plan whose program gave way, before it counts as new again."""

Values = tuple[bool, ...]
"""Of the condition variables, in their order."""


@dataclass(slots=True)
class Hot:
    """One combination of values of a plan: its uses, and its program."""

    uses: int = 0
    program: Program | None = None
    interpreted: bool = False
    """Whether there can be no program."""
    _rest: int = 0
    _lost: int = 0

    def ready(self) -> Program | None:
        """Return the program, unless there is none or it rests."""
        if self._rest:
            self._rest -= 1
            return None
        return self.program

    def succeeded(self) -> None:
        """Note that a run came to its end."""
        self._lost = 0

    def give_way(self) -> None:
        """Drop the program, until the plan is in frequent use again."""
        self.program = None
        self.uses = -USES_TO_RETURN

    def gave_up(self) -> None:
        """Note that a run gave up."""
        self._rest = min(2**self._lost, LONGEST_REST)
        self._lost += 1


class Shelf:
    """The programs of one library; the one not used for longest gives way."""

    def __init__(self, size: int = MOST_IN_ALL) -> None:
        """Keep at most `size` programs."""
        self._size = size
        self._held: OrderedDict[int, Hot] = OrderedDict()

    def used(self, hot: Hot) -> None:
        """Keep what was used now."""
        self._held[id(hot)] = hot
        self._held.move_to_end(id(hot))
        if len(self._held) > self._size:
            _, oldest = self._held.popitem(last=False)
            oldest.give_way()


@dataclass(eq=False)
class Prepared:
    """One plan, kept as long as its operation is in use."""

    plan: Plan
    supergraph: Supergraph
    shelf: Shelf = field(default_factory=Shelf)
    _hot: dict[Values, Hot] = field(default_factory=dict)
    _compiling: set[asyncio.Future[None]] = field(default_factory=set)

    def hot(self, variables: Mapping[str, Any]) -> Hot | None:
        """Count a use with these variables.

        Args:
            variables: of the request, with defaults filled in.

        Returns:
            The place of their program; None if there will never be one.
        """
        if not self._compilable:
            return None
        values = tuple([variables.get(name) for name in self._variables])
        hot = self._hot.get(values)  # type: ignore[arg-type]  # others are not found
        if hot is None:
            if len(self._hot) == MOST_PROGRAMS or not all(
                type(one) is bool for one in values
            ):
                return None
            hot = self._hot[values] = Hot()  # type: ignore[index]  # looked at above
        hot.uses += 1
        if hot.uses >= HOT and not hot.interpreted:
            self.shelf.used(hot)
        if hot.uses == HOT:
            self._compile_later(hot, dict(zip(self._variables, values, strict=True)))  # type: ignore[arg-type]
        return hot

    async def compiled(self) -> None:
        """Wait until what is being compiled is ready."""
        await asyncio.gather(*self._compiling)

    @cached_property
    def agencies(self) -> tuple[str, ...]:
        """The subgraphs that the plan asks, sorted."""
        return tuple(sorted({fetch.subgraph for fetch in self.plan.fetches}))

    @cached_property
    def coordinates(self) -> tuple[str, ...]:
        """`Type.field` of all that it asks for, sorted."""
        return tuple(sorted({one for _, one in self.plan.coordinates()}))

    @cached_property
    def digest(self) -> str:
        """Of its fetches, as the log names a plan."""
        return digest(repr(self.plan.fetches).encode())

    @cached_property
    def _variables(self) -> tuple[str, ...]:
        return condition_variables(self.plan)

    @cached_property
    def _compilable(self) -> bool:
        return self.plan.kind != "subscription" and not self.plan.parts

    def _compile_later(self, hot: Hot, values: Mapping[str, bool]) -> None:
        loop = asyncio.get_running_loop()
        future = loop.run_in_executor(None, self._compile, hot, values)
        self._compiling.add(future)
        future.add_done_callback(self._compiling.discard)

    def _compile(self, hot: Hot, values: Mapping[str, bool]) -> None:
        try:
            program = compile_plan(self.plan, self.supergraph, values)
        except NotCompilable:
            hot.interpreted = True
            return
        if hot.uses >= HOT:  # else it gave way meanwhile
            hot.program = program
