"""The gateway's story: one question in, one answer out.

`Gateway.answer()` = admit, parse, decide and narrow, plan, guard, execute,
project, record. Each step lives in its own package; this file only says in
which order they come, and that nothing leaves before it is recorded.

It does not know HTTP: `gateway.web` turns questions and answers into messages.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from gateway.errors import GatewayError, RequestError
from gateway.executor.execute import Executed, execute
from gateway.executor.execution import Call, Execution, Ports
from gateway.executor.hop import Hop
from gateway.executor.introspection import introspect
from gateway.executor.library import Library, Reading
from gateway.executor.prepared import Prepared
from gateway.executor.problems import Problem as Failure
from gateway.executor.variables import Values, check_variables
from gateway.operation.ast import Operation
from gateway.operation.cost import Budget, Cost
from gateway.operation.errors import Problem, ValidationFailedError
from gateway.operation.parts import settle
from gateway.planner.plan import Plan
from gateway.policy.access import Access, Everything, Narrowed, Visit
from gateway.policy.codes import code_of
from gateway.policy.guard import guard, outside
from gateway.policy.journal import Journal, Outcome
from gateway.policy.question import Question
from gateway.policy.reach import keep_within_reach
from protocol.errors import TautanError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller gets, apart from its wording."""

    visit: Visit
    narrowed: Narrowed
    prepared: Prepared
    executed: Executed
    cost: Cost | None = None
    """What it was estimated to cost; None where nobody asked."""

    @property
    def data(self) -> dict[str, Any] | None:
        """The answer's `data`; `executed.content` is cheaper to encode."""
        return self.executed.decoded()

    @property
    def problems(self) -> tuple[Failure, ...]:
        """What went wrong on the way."""
        return self.executed.problems

    @property
    def plan(self) -> Plan:
        """What was asked of whom."""
        return self.prepared.plan

    @property
    def execution(self) -> Execution:
        """Timings, sources and counts."""
        return self.executed.execution

    @property
    def outcome(self) -> str:
        """How it ended.

        `OK`; `PARTIAL` when something was refused or failed; or the code of the
        first refusal, when because of refusals nothing was asked of anyone.
        """
        denied = [one for one in self.narrowed.denials if one.shown]
        if denied and not self.execution.timings:
            return denied[0].refused.code
        return "PARTIAL" if self.problems or denied else "OK"


@dataclass(frozen=True, slots=True)
class Takes:
    """What a caller can take beside a whole answer."""

    parts: bool = False
    """Parts that are put off."""
    events: bool = False
    """Events of a subscription."""


WHOLE: Final = Takes()


@dataclass(frozen=True, slots=True)
class Ready:
    """A question that may be executed: decided, planned and guarded."""

    visit: Visit
    reading: Reading
    values: Values
    narrowed: Narrowed
    prepared: Prepared
    call: Call
    cost: Cost | None = None


class RefusedError(Exception):
    """An admitted question that was refused whole, and recorded so.

    Args:
        request_id: of the question.
        cause: why.
    """

    def __init__(self, request_id: str, cause: TautanError | GatewayError) -> None:
        super().__init__(request_id)
        self.request_id = request_id
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Gateway:
    """Answers questions over one supergraph."""

    library: Library
    access: Access
    journal: Journal
    ports: Ports
    hop_for: Callable[[Visit, Question], Hop]
    """How the messages of one request to subgraphs prove themselves."""
    deadline_seconds: float
    budget: Budget | None = None
    """What an operation may cost; None where nothing is measured."""

    async def answer(self, question: Question) -> Answer:
        """Answer one question.

        Raises:
            TautanError: it is not admitted, or can't be recorded.
            GatewayError: it is not admitted, being no GraphQL.
            RefusedError: it was admitted, and is refused whole.
        """
        deadline = self.ports.clock() + self.deadline_seconds
        turns = self.ports.turns
        await turns.begin()
        try:
            return await self._answer(question, deadline)
        finally:
            turns.end()

    async def _answer(self, question: Question, deadline: float) -> Answer:
        visit = self.admit(question)
        try:
            ready = await self.ready(visit, question, deadline)
            answer = await self.finish(ready)
        except (TautanError, GatewayError) as refusal:
            raise await self._refused(visit, refusal) from refusal
        except Exception:
            await self.journal.write(visit, Outcome("INTERNAL_ERROR"))
            raise
        await self.journal.write(visit, outcome_of(answer))
        return answer

    def admit(self, question: Question) -> Visit:
        """Admit a question; count it in the log if it is not.

        Raises:
            TautanError: it is not admitted.
            GatewayError: it is not admitted, being no GraphQL.
        """
        try:
            return self.access.admit(question)
        except (TautanError, GatewayError) as refusal:
            self.journal.turned_away(code_of(refusal))
            raise

    @asynccontextmanager
    async def refusing(self, visit: Visit) -> AsyncIterator[None]:
        """Record what is refused of an admitted question, and say that it was.

        Raises:
            RefusedError: in place of the refusal.
        """
        try:
            yield
        except (TautanError, GatewayError) as refusal:
            raise await self._refused(visit, refusal) from refusal
        except Exception:
            await self.journal.write(visit, Outcome("INTERNAL_ERROR"))
            raise

    async def close(self) -> None:
        """Close connections and log."""
        await self.ports.transport.close()
        self.journal.close()

    async def _refused(
        self, visit: Visit, refusal: TautanError | GatewayError
    ) -> RefusedError:
        """Record why an admitted question is not answered, and say that it was."""
        await self.journal.write(visit, Outcome(code_of(refusal)))
        return RefusedError(visit.request_id, refusal)

    async def ready(
        self,
        visit: Visit,
        question: Question,
        deadline: float,
        takes: Takes = WHOLE,
    ) -> Ready:
        """Read, decide, plan and guard a question.

        Args:
            visit: who asks.
            question: what was sent.
            deadline: on the clock of the ports.
            takes: what the caller can take.

        Raises:
            TautanError: it is refused whole.
            GatewayError: likewise.
        """
        reading = await self._read(visit, question, deadline)
        if reading.operation.kind == "subscription" and not takes.events:
            raise RequestError("SUBSCRIPTION_NEEDS_STREAM")
        values = check_variables(
            self.library.schema, reading.operation.variables, question.variables
        )
        operation = settle(reading.operation, values.effective, defers=takes.parts)
        cost = self._cost(operation, values, question)
        narrowed = self.access.narrow(visit, operation, values.effective)
        narrowed, prepared = await self._plan(narrowed, values, deadline)
        self.access.conclude(visit, narrowed)
        guard(prepared.plan, narrowed.grant)
        call = self._call(visit, question, values, deadline)
        return Ready(visit, reading, values, narrowed, prepared, call, cost)

    async def finish(self, ready: Ready) -> Answer:
        """Execute and project."""
        executed = await execute(ready.prepared, ready.call, self.ports)
        if ready.reading.introspects:
            # a large schema takes a while to describe: others go on meanwhile
            executed = await asyncio.to_thread(self._introspected, executed, ready)
        return Answer(ready.visit, ready.narrowed, ready.prepared, executed, ready.cost)

    def _cost(
        self, operation: Operation, values: Values, question: Question
    ) -> Cost | None:
        if self.budget is None:
            return None
        wanted = question.wants_cost
        return self.budget.measure(operation, values.effective, wanted=wanted)

    async def _plan(
        self, narrowed: Narrowed, values: Values, deadline: float
    ) -> tuple[Narrowed, Prepared]:
        """Plan; where that takes keys that are not granted, deny what needs them."""
        operation = narrowed.operation
        prepared = self.library.prepared(operation)
        if prepared is None:
            made = self.library.prepare(operation)
            prepared = await self._in_time(deadline, made)
        grant = narrowed.grant
        if isinstance(grant, Everything) or not outside(prepared.plan, grant):
            return narrowed, prepared
        supergraph, effective = self.library.supergraph, values.effective
        reached = await self._in_time(
            deadline,
            asyncio.to_thread(
                keep_within_reach, supergraph, narrowed, grant, effective
            ),
        )
        return reached.narrowed, Prepared(reached.plan, supergraph)

    async def _in_time(self, deadline: float, work: Awaitable[T]) -> T:
        """Wait for work that was not done before.

        Raises:
            RequestError: DEADLINE_EXCEEDED.
        """
        try:
            async with asyncio.timeout(deadline - self.ports.clock()):
                return await work
        except TimeoutError:
            raise RequestError("DEADLINE_EXCEEDED") from None

    async def _read(self, visit: Visit, question: Question, deadline: float) -> Reading:
        asked = question.document, question.operation_name
        reading = self.library.reading(*asked)
        if reading is None:
            reading = await self._in_time(deadline, self.library.read(*asked))
        if visit.identity is not None and reading.operations > 1:
            # the statement binds the document, not which of its operations runs
            raise ValidationFailedError(Problem("Sign one operation at a time."))
        if question.queries_only and reading.operation.kind != "query":
            raise RequestError("METHOD_NOT_ALLOWED")
        return reading

    def _call(
        self, visit: Visit, question: Question, values: Values, deadline: float
    ) -> Call:
        headers = {
            **question.forwarded,
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json, application/json;q=0.9",
        }
        if question.accept_language:
            headers["Accept-Language"] = question.accept_language
        return Call(
            variables=values.given,
            effective=values.effective,
            headers=headers,
            hop=self.hop_for(visit, question),
            deadline=deadline,
        )

    def about_schema(self, ready: Ready) -> dict[str, Any]:
        """Answer what an operation asks about the schema."""
        document, name = ready.reading.document, ready.reading.operation.name
        return introspect(self.library.schema, document, name, ready.values.given)

    def _introspected(self, executed: Executed, ready: Ready) -> Executed:
        data = executed.decoded()
        if data is None:
            return executed
        return replace(executed, encoded=None, data=data | self.about_schema(ready))


def outcome_of(answer: Answer) -> Outcome:
    """Return what is recorded of an answer."""
    prepared = answer.prepared
    timings = answer.execution.timings
    asked = {one.agency for one in timings}
    answered = {one.agency for one in timings if one.outcome == "ok"}
    return Outcome(
        code=answer.outcome,
        agreements=answer.narrowed.agreements,
        agencies=tuple(sorted(asked)),
        unanswered=tuple(sorted(asked - answered)),
        coordinates=prepared.coordinates,
        counts=answer.execution.entities,
        plan_digest=prepared.digest,
    )
