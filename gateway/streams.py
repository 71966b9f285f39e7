"""Answers that come bit by bit: parts that are put off, events of a subscription.

`open_stream` admits a question and makes it ready as `Gateway.answer` does. What can
be answered at once is; else it returns a stream. A line is written before each bit
leaves: ANSWERED when the stream begins, CONTINUED for what follows, ENDED for the last
of it, or with the reason why it broke off.

A subscription lives as long as what its caller proved: a node refuses a statement
that is too old. Before each event leaves it is decided again what is granted.

It does not know HTTP, nor the formats that bits are written in.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from gateway.errors import RequestError
from gateway.executor.deferred import DeferredRun, Delivery, Later, Opening
from gateway.executor.execute import Executed
from gateway.executor.subscription import EventLimits, Subscription
from gateway.policy.codes import code_of
from gateway.policy.guard import outside
from gateway.policy.journal import Outcome
from gateway.policy.question import Question
from gateway.service import Answer, Gateway, Ready, Takes, outcome_of
from protocol.audit_events import CONTINUED, ENDED
from protocol.errors import TautanError

BROKEN_OFF: Final = "BROKEN_OFF"
"""The outcome of a stream whose caller left, or that was ended from outside."""


async def open_stream(
    gateway: Gateway, question: Question, takes: Takes, limits: EventLimits
) -> "Answer | Parts | Events":
    """Answer a question, or open the stream that answers it.

    Args:
        gateway: which answers.
        question: what was sent.
        takes: what the caller can take.
        limits: of a subscription.

    Returns:
        A whole answer, recorded; or a stream, of which nothing has been sent.

    Raises:
        TautanError: it is not admitted, or can't be recorded.
        GatewayError: it is not admitted, being no GraphQL.
        RefusedError: it was admitted, and is refused whole.
    """
    deadline = gateway.ports.clock() + gateway.deadline_seconds
    visit = gateway.admit(question)
    async with gateway.refusing(visit):
        ready = await gateway.ready(visit, question, deadline, takes)
        plan = ready.prepared.plan
        if plan.kind == "subscription":
            events = Subscription(plan, ready.call, gateway.ports, limits)
            return Events(gateway, ready, events)
        if plan.parts:
            return Parts(gateway, ready, DeferredRun(plan, ready.call, gateway.ports))
        answer = await gateway.finish(ready)
    await gateway.journal.write(visit, outcome_of(answer))
    return answer


@dataclass(frozen=True, slots=True)
class Parts:
    """An answer that comes in parts."""

    gateway: Gateway
    ready: Ready
    run: DeferredRun

    @property
    def outcome(self) -> str:
        """How it went so far."""
        denied = any(one.shown for one in self.ready.narrowed.denials)
        return "PARTIAL" if denied or self.run.done.problems else "OK"

    def so_far(self) -> Answer:
        """Return what was delivered so far, for what stands beside it."""
        ready, done = self.ready, self.run.done
        executed = Executed(done, None, self.run.answer, tuple(done.problems))
        return Answer(ready.visit, ready.narrowed, ready.prepared, executed, ready.cost)

    async def deliveries(self) -> AsyncGenerator[Delivery]:
        """Run; yield each delivery once it is recorded.

        Raises:
            TautanError: AUDIT_UNAVAILABLE; the delivery must not leave.
        """
        book = _Book(self.gateway, self.ready)
        async with aclosing(self.run.deliveries()) as deliveries, aclosing(book):
            async for one in deliveries:
                last = not (one.more if isinstance(one, Later) else one.expected)
                counts = self.run.done.entities
                await book.write(self.outcome, counts=counts, last=last)
                yield self._with_schema(one)

    def _with_schema(self, one: Delivery) -> Delivery:
        asks = self.ready.reading.introspects
        if asks and isinstance(one, Opening) and one.data is not None:
            return replace(one, data=one.data | self.gateway.about_schema(self.ready))
        return one


@dataclass(frozen=True, slots=True)
class Events:
    """A subscription."""

    gateway: Gateway
    ready: Ready
    subscription: Subscription

    async def answers(self) -> AsyncGenerator[Answer]:
        """Subscribe; yield the answer of each event once it is recorded.

        Raises:
            TautanError: why it ends before its end; SUBSCRIPTION_EXPIRED and
                SUBSCRIPTION_GRANT_CHANGED among others.
        """
        ready = self.ready
        book = _Book(self.gateway, ready)
        events = self.subscription.events()
        async with aclosing(events), aclosing(book):
            try:
                await book.write("OK")
                while (executed := await self._next(events)) is not None:
                    self._check_grant()
                    answer = Answer(
                        ready.visit,
                        ready.narrowed,
                        ready.prepared,
                        executed,
                        ready.cost,
                    )
                    counts = executed.execution.entities
                    await book.write(answer.outcome, counts=counts, anew=True)
                    yield answer
            except TautanError as failure:
                await book.end(code_of(failure))
                raise
            await book.end("OK")

    async def _next(self, events: AsyncIterator[Executed]) -> Executed | None:
        try:
            async with asyncio.timeout(
                self.gateway.access.seconds_left(self.ready.visit)
            ):
                return await anext(events, None)
        except TimeoutError:
            raise RequestError("SUBSCRIPTION_EXPIRED") from None

    def _check_grant(self) -> None:
        """Decide again; what is granted can change while a subscription lasts."""
        ready, access = self.ready, self.gateway.access
        again = access.narrow(
            ready.visit, ready.reading.operation, ready.values.effective
        )
        if outside(ready.prepared.plan, again.grant):
            raise RequestError("SUBSCRIPTION_GRANT_CHANGED")


class _Book:
    """Records one stream."""

    def __init__(self, gateway: Gateway, ready: Ready) -> None:
        self._gateway = gateway
        self._ready = ready
        self._counted: Mapping[str, int] = {}
        self._began = self._ended = False

    async def write(
        self,
        code: str,
        *,
        counts: Mapping[str, int] | None = None,
        last: bool = False,
        anew: bool = False,
    ) -> None:
        """Record a bit before it leaves.

        Args:
            code: how it went so far.
            counts: entities asked for.
            last: whether nothing follows.
            anew: whether they are counted from nought each time.
        """
        now = dict(counts or {})
        before = {} if anew else self._counted
        since = {
            name: count - before.get(name, 0)
            for name, count in now.items()
            if count > before.get(name, 0)
        }
        self._counted = now
        first = not self._began
        self._began, self._ended = True, last
        follows = "" if first else ENDED if last else CONTINUED
        outcome = Outcome(code, counts=since, follows=follows)
        if first:
            outcome = replace(opening_of(self._ready), code=code, counts=since)
        await self._gateway.journal.write(self._ready.visit, outcome)

    async def end(self, code: str) -> None:
        """Record why nothing follows, unless it is recorded."""
        if not self._ended:
            self._ended = True
            outcome = Outcome(code, follows=ENDED)
            await self._gateway.journal.write(self._ready.visit, outcome)

    async def aclose(self) -> None:
        """Record that the stream broke off, unless it came to its end."""
        await self.end(BROKEN_OFF)


def opening_of(ready: Ready) -> Outcome:
    """Return what is recorded when a stream begins."""
    prepared = ready.prepared
    return Outcome(
        code="OK",
        agreements=ready.narrowed.agreements,
        agencies=prepared.agencies,
        coordinates=prepared.coordinates,
        plan_digest=prepared.digest,
    )
