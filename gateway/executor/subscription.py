"""Runs a subscription: events from one subgraph, each answered over all of them.

The subgraph that owns the root field is subscribed to over server-sent events (the
protocol "GraphQL over Server-Sent Events", distinct connections mode). A reader
takes its events, has each checked by the hop, and lays them into a bounded buffer.
For each event the rest of the plan runs as for any answer: the event stands in for
the reply of the root fetch. Each has a deadline of its own; the stream has none.

Who takes events more slowly than they come is told so and left: the reader never
holds more than its buffer. Leaving the iterator closes the subgraph's stream.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Final

import orjson

from gateway.errors import AgencyError, GarbledError
from gateway.executor.answer import SubgraphAnswer, read_answer
from gateway.executor.buffer import Buffer, FullError
from gateway.executor.event_stream import EventReader, TooLargeError
from gateway.executor.execute import Executed
from gateway.executor.execution import Call, Execution, Ports
from gateway.executor.hop import COMPLETE
from gateway.executor.projection import Projector
from gateway.executor.representations import holds
from gateway.executor.run import run
from gateway.executor.transport import (
    Arriving,
    Incoming,
    Outgoing,
    StreamingTransport,
)
from gateway.planner.plan import Fetch, Plan
from protocol.errors import TautanError

EVENT_STREAM: Final = "text/event-stream"
NEXT: Final = frozenset({"next", ""})
"""Names of events with an answer; older servers give none."""


@dataclass(frozen=True, slots=True)
class EventLimits:
    """What one subscription may take."""

    waiting: int = 64
    """Events that wait for a slow subscriber."""
    event_bytes: int = 16_777_216
    """The largest event."""
    silence_seconds: float = 600.0
    """The longest time in which a subgraph sends nothing, comments included."""
    answer_seconds: float = 30.0
    """Time for the rest of the plan, for each event."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One subscription."""

    plan: Plan
    call: Call
    ports: Ports
    limits: EventLimits

    async def events(self) -> AsyncGenerator[Executed]:
        """Subscribe, and yield the answer of each event.

        Raises:
            TautanError: SUBSCRIPTION_TOO_SLOW, EVENTS_CUT, ANSWER_TAMPERED, or an
                `AgencyError`; nothing comes after it.
        """
        root = next((one for one in self.plan.fetches if not one.entities), None)
        if root is None:
            yield self._project(Execution())  # all of it was denied
            return
        if not holds(root.conditions, self.call.effective):
            return
        buffer: Buffer[SubgraphAnswer] = Buffer(self.limits.waiting)
        reader = asyncio.create_task(self._read(root, buffer))
        try:
            while (answer := await buffer.take()) is not None:
                yield await self._answer(root, answer)
        finally:
            reader.cancel()
            await asyncio.gather(reader, return_exceptions=True)

    async def _answer(self, root: Fetch, answer: SubgraphAnswer) -> Executed:
        deadline = self.ports.clock() + self.limits.answer_seconds
        call = replace(self.call, deadline=deadline)
        done = await run(self.plan, call, self.ports, {root.id: answer})
        return self._project(done)

    def _project(self, done: Execution) -> Executed:
        projector = Projector(self.call.effective)
        data = projector.project(self.plan.projection, done.data)
        return Executed(done, None, data, (*done.problems, *projector.problems))

    async def _read(self, root: Fetch, buffer: Buffer[SubgraphAnswer]) -> None:
        """Fill the buffer until the stream ends, and close it."""
        try:
            await self._fill(root, buffer)
        except FullError:
            buffer.close(TautanError("SUBSCRIPTION_TOO_SLOW"))
        except TooLargeError:
            buffer.close(GarbledError(root.subgraph, why="an event is too large"))
        except Exception as failure:  # noqa: BLE001 - whoever takes events raises it
            buffer.close(failure)
        else:
            buffer.close()

    async def _fill(self, root: Fetch, buffer: Buffer[SubgraphAnswer]) -> None:
        outgoing, proof = self._outgoing(root)
        async with self._stream(outgoing) as arriving:
            if not arriving.headers.get("content-type", "").startswith(EVENT_STREAM):
                body = await _whole(arriving, self.limits.event_bytes)
                whole = Incoming(arriving.status, arriving.headers, body)
                self.call.hop.check(root.subgraph, proof, whole)
                buffer.put(read_answer(root.subgraph, body))
                return
            check = self.call.hop.events(root.subgraph, proof)
            reader = EventReader(self.limits.event_bytes)
            async for piece in arriving.pieces:
                for event in reader.feed(piece):
                    check(event)
                    if event.name == COMPLETE:
                        return
                    if event.name in NEXT:
                        buffer.put(read_answer(root.subgraph, event.data))
        raise AgencyError("EVENTS_CUT", agency=root.subgraph)

    def _outgoing(self, root: Fetch) -> tuple[Outgoing, dict[str, str]]:
        agency, given = root.subgraph, self.call.variables
        variables = {name: given[name] for name in root.variables if name in given}
        message = {"query": root.document, "variables": variables}
        body, url = orjson.dumps(message), self.ports.urls[agency]
        proof = dict(self.call.hop.headers(agency, url, body, lasting=True))
        headers = {**self.call.headers, "Accept": EVENT_STREAM, **proof}
        seconds = self.ports.subgraph_seconds
        return Outgoing(agency, url, body, headers, seconds), proof

    def _stream(self, outgoing: Outgoing) -> AbstractAsyncContextManager[Arriving]:
        transport = self.ports.transport
        if not isinstance(transport, StreamingTransport):
            raise AgencyError("AGENCY_UNREACHABLE", agency=outgoing.agency)
        return transport.stream(outgoing, silence=self.limits.silence_seconds)


async def _whole(arriving: Arriving, limit: int) -> bytes:
    """Read a reply that is no stream: the subgraph refuses."""
    body = b""
    async for piece in arriving.pieces:
        body += piece
        if len(body) > limit:
            raise TooLargeError
    return body
