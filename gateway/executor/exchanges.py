"""Sends each fetch of a request once, and keeps what came of it.

Whoever asks again for the same gets the same reply: so the interpreted run can go on
from where a compiled run gave up. Nothing that changes anything is sent twice.
"""

import asyncio
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.executor.execution import Call, Ports
from gateway.executor.transport import Outgoing
from gateway.planner.plan import Fetch
from protocol.errors import SessionForgotten, TautanError


class Received(NamedTuple):
    """What came of one message."""

    seconds: float
    """How long it took."""
    body: bytes
    """Checked by the hop; empty after a failure."""
    failure: TautanError | None = None


Sent = tuple[int, bytes]
"""A fetch, and of a look-up the body of the message."""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """The messages of one request to subgraphs."""

    call: Call
    ports: Ports
    _kept: dict[Sent, Received] = field(default_factory=dict)
    _waiting: dict[Sent, list[asyncio.Future[Received]]] = field(default_factory=dict)
    """Per message on its way, who else waits for it."""

    async def post(self, fetch: Fetch, body: bytes) -> Received:
        """Send a fetch, unless it was sent before, and return what came of it.

        A compiled run that gave up may have listed the objects of a look-up in another
        order than the interpreted run that goes on: its reply would be read amiss, and
        the look-up is sent anew. Anything else is sent once.

        Args:
            fetch: a root fetch, or a look-up.
            body: of the message.
        """
        sent = fetch.id, body if fetch.entities else b""
        held = self._kept.get(sent)
        if held is not None:
            return held
        if sent in self._waiting:
            loop = asyncio.get_running_loop()
            future: asyncio.Future[Received] = loop.create_future()
            self._waiting[sent].append(future)
            return await future
        self._waiting[sent] = []
        began = self.ports.clock()
        try:
            received = await self._send(fetch, body, began)
        except BaseException as unexpected:
            for one in self._waiting.pop(sent):
                one.set_exception(unexpected)
            raise
        self.ports.turns.dealt_with()
        self._kept[sent] = received
        for one in self._waiting.pop(sent):
            if not one.done():
                one.set_result(received)
        return received

    async def _send(self, fetch: Fetch, body: bytes, began: float) -> Received:
        seconds = min(self.call.deadline - began, self.ports.subgraph_seconds)
        try:
            try:
                answer = await self._exchange(fetch, body, seconds)
            except SessionForgotten:
                # the node was restarted: nothing was executed, and now it is signed
                left = seconds - (self.ports.clock() - began)
                answer = await self._exchange(fetch, body, left)
        except TautanError as failure:
            return Received(self.ports.clock() - began, b"", failure)
        return Received(self.ports.clock() - began, answer)

    async def _exchange(self, fetch: Fetch, body: bytes, seconds: float) -> bytes:
        """Send a fetch; return the body that the hop has checked.

        Raises:
            TautanError: there is none.
        """
        agency, call = fetch.subgraph, self.call
        url = self.ports.urls[agency]
        proof = call.hop.headers(agency, url, body)
        headers = {
            **call.headers,
            "Tautan-Deadline": str(max(0, int(seconds * 1000))),
            **proof,
        }
        incoming = await self.ports.transport.post(
            Outgoing(agency, url, body, headers, seconds, fetch.kind == "query")
        )
        call.hop.check(agency, proof, incoming)
        return incoming.body
