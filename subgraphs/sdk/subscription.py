"""A node's answer to a subscription: one answer per event, from first to last.

    open → (wait → check → tell → execute → record → say)* → record → end

Each event is a request of its own: what is granted is decided again, rows are read
again, and values are sealed for this event (`Request.event`). A stream lives no
longer than the token and the statement that it was asked with, and ends when a
field that was granted at its beginning is no longer. It ends the same way when a
generator fails: with one refusal, coded, and nothing of its words.

This file does not know HTTP, signatures, or how events are written.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import ExecutionResult, Executor, GraphQLError, create_source_event_stream

from protocol.dates import epoch_seconds
from protocol.errors import AuditError, TautanError
from subgraphs.sdk.events import BROKEN_OFF, OK, begun, continued, ended
from subgraphs.sdk.faults import coded
from subgraphs.sdk.feeds import UNTOLD, told
from subgraphs.sdk.limits import spend_subjects
from subgraphs.sdk.pump import BEAT, pumped
from subgraphs.sdk.service import LONGEST_SECONDS, Asked, Node


@dataclass(slots=True)
class Places:
    """How many may subscribe at once."""

    most: int
    taken: int = 0
    emptied: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while nobody subscribes."""

    def __post_init__(self) -> None:
        """Begins empty."""
        self.emptied.set()

    def take(self) -> None:
        """Takes a place.

        Raises:
            TautanError: TOO_MANY_SUBSCRIPTIONS.
        """
        if self.taken >= self.most:
            raise TautanError("TOO_MANY_SUBSCRIPTIONS")
        self.taken += 1
        self.emptied.clear()

    def leave(self) -> None:
        """Gives a place back."""
        self.taken -= 1
        if not self.taken:
            self.emptied.set()


async def open_feed(node: Node, places: Places, beat: float, asked: Asked) -> "Feed":
    """Opens a stream of events; nothing has been sent, and its begin is recorded.

    Args:
        node: Which answers.
        places: Gives a place until the feed is closed.
        beat: The longest silence, in seconds.
        asked: The subscription.

    Raises:
        TautanError: It is refused whole.
    """
    places.take()
    try:
        source = await _source(node, asked)
        await node.record(begun(asked.request, asked.operation))
    except BaseException:
        places.leave()
        raise
    return Feed(node, places, asked, source, beat)


async def _source(node: Node, asked: Asked) -> AsyncGenerator[Any]:
    """The maintainer's generator, of which nothing has run."""
    executor = Executor.build(
        node.schema.graphql,
        asked.operation.document,
        context_value=asked.request,
        raw_variable_values=dict(asked.variables),
        operation_name=asked.operation.name,
    )
    if not isinstance(executor, Executor):
        raise _first(executor)
    made = create_source_event_stream(executor)
    if not isinstance(made, AsyncIterable | ExecutionResult):
        made = await made
    if isinstance(made, ExecutionResult):
        raise _first(made.errors)
    return _closing(made)


async def _closing(source: AsyncIterable[Any]) -> AsyncGenerator[Any]:
    """Yields what a source does, and closes it where it can be closed."""
    try:
        async for one in source:
            yield one
    finally:
        if isinstance(source, AsyncGenerator):
            await source.aclose()


def _first(errors: list[GraphQLError] | None) -> TautanError:
    error = (errors or [GraphQLError("no reason given")])[0]
    return coded(error.original_error or error, error.path)


@dataclass(slots=True)
class Feed:
    """A stream of events that answers one subscription."""

    node: Node
    places: Places
    asked: Asked
    source: AsyncGenerator[Any]
    beat: float
    _numbered: int = field(default=0, init=False)
    _ended: bool = field(default=False, init=False)

    async def bodies(self) -> AsyncGenerator[bytes | None]:
        """Yields the answer of each event once it is recorded; None for a beat.

        The last answer is a refusal where the stream ends before its time. Leaving
        the iterator stops the maintainer's generator.
        """
        failure: TautanError | None = None
        outcome = BROKEN_OFF
        try:
            async with aclosing(self._answers()) as answers:
                async for answer in answers:
                    yield answer
            outcome = OK
        except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
            failure = coded(error, None)
            outcome = failure.code
        finally:
            await self._end(outcome)
        if failure is not None:
            caller, language = self.asked.request.caller, self.asked.language
            yield await self.node.refusal(failure, caller, language)

    async def close(self) -> None:
        """Leaves its place; called by whoever opened it, once nothing reads it."""
        try:
            await self._end(BROKEN_OFF)
        finally:
            self.places.leave()

    async def _end(self, outcome: str) -> None:
        if self._ended:
            return
        self._ended = True
        with suppress(AuditError):
            # What follows tells nothing, so it leaves where no line can be written.
            await self.node.record(ended(self.asked.request.caller, outcome))

    async def _answers(self) -> AsyncGenerator[bytes | None]:
        events = pumped(self.source, self._seconds_to_wait)
        async with aclosing(events):
            async for event in events:
                await self.node.look()
                self._check()
                if event is BEAT:
                    yield None
                elif (answer := await self._answer(event)) is not None:
                    yield answer

    def _seconds_to_wait(self) -> float:
        """Until the next beat, or until the stream has expired."""
        left = self._expires - self.node.clock().timestamp()
        return min(self.beat, max(left, 0.0))

    @property
    def _expires(self) -> int:
        caller = self.asked.request.caller
        return min(caller.token.expires_at, caller.statement.expires_at)

    def _check(self) -> None:
        """Passes while the stream is valid and all that was granted still is.

        Raises:
            TautanError: SUBSCRIPTION_EXPIRED, or the refusal of what is not granted
                any more.
        """
        now, began = self.node.clock(), self.asked.request
        if epoch_seconds(now) >= self._expires:
            raise began.refuse("SUBSCRIPTION_EXPIRED")
        grants = began.grants.at(now, self.node.book)
        for typename, names in began.granted.items():
            for name in sorted(names):
                grants.require(f"{typename}.{name}")

    async def _answer(self, event: Any) -> bytes | None:
        """The answer of one event; None where it is not for this subscriber."""
        began = self.asked.request
        now, number = self.node.clock(), self._numbered + 1
        request = self.node.begin(began.caller, self.asked.operation, now, number)
        asked = replace(self.asked, request=request)
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                root = await told(request, event)
                if root is UNTOLD:
                    return None
                result = await self.node.execute(asked, root)
            await spend_subjects(request)
        except TimeoutError:
            raise request.refuse("AGENCY_TIMEOUT") from None
        await self.node.record(continued(request, result))
        self._numbered = number
        return await self.node.said(asked, result)
