"""Executes a plan: compiled where it is hot, else interpreted.

A compiled run that gives up leaves its replies to the interpreted run, which goes
on from there: what callers see never depends on which of the two it was.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from gateway.executor.compiled.run import CompiledRun
from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Execution, Ports
from gateway.executor.prepared import Prepared
from gateway.executor.problems import Problem
from gateway.executor.projection import Projector
from gateway.executor.run import run_with
from gateway.executor.sender import Sender
from gateway.planner.plan import Plan


@dataclass(frozen=True, slots=True)
class Executed:
    """What a plan came to."""

    execution: Execution
    encoded: bytes | None
    """The answer's `data` as JSON, if a compiled run wrote it."""
    data: dict[str, Any] | None
    """The answer's `data`, if not."""
    problems: tuple[Problem, ...] = ()

    @property
    def content(self) -> Any:
        """The answer's `data`, as `orjson` takes it."""
        return self.data if self.encoded is None else orjson.Fragment(self.encoded)

    def decoded(self) -> dict[str, Any] | None:
        """Return the answer's `data`, read again if it was written already."""
        return self.data if self.encoded is None else orjson.loads(self.encoded)


async def execute(prepared: Prepared, call: Call, ports: Ports) -> Executed:
    """Execute a plan for one request.

    Args:
        prepared: the plan; this use of it is counted.
        call: what this request brings.
        ports: where to send it.
    """
    hot = prepared.hot(call.effective)
    program = hot.ready() if hot else None
    exchanges = Exchanges(call, ports)
    if hot is None or program is None:
        return await interpret(prepared.plan, exchanges)
    compiled = CompiledRun(program, exchanges)
    try:
        encoded = await compiled.run()
        if encoded is not None:
            hot.succeeded()
            return Executed(compiled.done, encoded, None)
        hot.gave_up()
        return await interpret(prepared.plan, exchanges)
    finally:
        compiled.cancel()


async def interpret(plan: Plan, exchanges: Exchanges) -> Executed:
    """Execute a plan without compiled code.

    Args:
        plan: any.
        exchanges: perhaps with replies that have come already.
    """
    done = await run_with(plan, exchanges.call, Sender(exchanges, Execution()))
    projector = Projector(exchanges.call.effective)
    data = projector.project(plan.projection, done.data)
    return Executed(done, None, data, (*done.problems, *projector.problems))
