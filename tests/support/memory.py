"""A transport without sockets, for tests of the executor alone."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import orjson

from gateway.executor.transport import Incoming, Outgoing

Reply = Callable[[dict], object]
"""From the request's JSON to the answer's: JSON data, bytes, or an exception."""


@dataclass
class MemoryTransport:
    """Answers by agency; remembers what was sent, and in which order."""

    replies: Mapping[str, Reply]
    delays: Mapping[str, float] = field(default_factory=dict)
    sent: list[tuple[str, dict]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    async def post(self, outgoing: Outgoing) -> Incoming:
        body = orjson.loads(outgoing.body)
        self.sent.append((outgoing.agency, body))
        self.log.append(f"begin {outgoing.agency}")
        await asyncio.sleep(self.delays.get(outgoing.agency, 0))
        self.log.append(f"end {outgoing.agency}")
        answer = self.replies[outgoing.agency](body)
        if isinstance(answer, Exception):
            raise answer
        content = answer if isinstance(answer, bytes) else orjson.dumps(answer)
        return Incoming(200, {}, content)

    async def close(self) -> None:
        """Nothing is open."""
