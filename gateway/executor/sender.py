"""Sends one fetch and reads its answer, inside the time that is left."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson

from gateway.executor.answer import SubgraphAnswer, read_answer
from gateway.executor.execution import Call, Execution, Ports, Timing
from gateway.executor.transport import Outgoing
from gateway.executor.tree import Json
from gateway.planner.plan import Fetch
from protocol.errors import TautanError


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the fetches of one request; notes times and sources in `done`."""

    call: Call
    ports: Ports
    done: Execution
    given: Mapping[int, SubgraphAnswer] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Answers that have come already, by fetch: an event of a subscription."""

    async def send(self, fetch: Fetch, variables: dict[str, Json]) -> SubgraphAnswer:
        """Send a fetch with these variables and read the answer.

        Raises:
            AgencyError: no answer, or none that can be used.
        """
        if fetch.id in self.given:
            return self.given[fetch.id]
        began = self.ports.clock()
        outcome = "ok"
        try:
            answer = await self._exchange(fetch, variables, began)
        except TautanError as error:
            outcome = error.code
            raise
        finally:
            self.done.timings.append(
                Timing(fetch.subgraph, self.ports.clock() - began, outcome)
            )
        source = answer.extensions.get("source")
        if isinstance(source, dict):
            self.done.sources[fetch.subgraph] = source
        return answer

    async def _exchange(
        self, fetch: Fetch, variables: dict[str, Json], now: float
    ) -> SubgraphAnswer:
        url = self.ports.urls[fetch.subgraph]
        message: dict[str, Json] = {"query": fetch.document}
        if variables:
            message["variables"] = variables
        body = orjson.dumps(message)
        seconds = min(self.call.deadline - now, self.ports.subgraph_seconds)
        proof = self.call.hop.headers(fetch.subgraph, url, body)
        headers = {
            **self.call.headers,
            "Tautan-Deadline": str(max(0, int(seconds * 1000))),
            **proof,
        }
        incoming = await self.ports.transport.post(
            Outgoing(fetch.subgraph, url, body, headers, seconds, fetch.kind == "query")
        )
        self.call.hop.check(fetch.subgraph, proof, incoming)
        return read_answer(fetch.subgraph, incoming.body)
