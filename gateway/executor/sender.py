"""Sends one fetch of an interpreted run and reads its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import orjson

from gateway.executor.answer import SubgraphAnswer, read_answer
from gateway.executor.exchanges import Exchanges, Received
from gateway.executor.execution import Execution, Timing
from gateway.executor.tree import Json
from gateway.planner.plan import Fetch
from protocol.errors import TautanError


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends the fetches of one request; notes times and sources in `done`."""

    exchanges: Exchanges
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
        message: dict[str, Json] = {"query": fetch.document}
        if variables:
            message["variables"] = variables
        received = await self.exchanges.post(fetch, orjson.dumps(message))
        outcome = "ok"
        try:
            answer = _read(fetch.subgraph, received)
        except TautanError as error:
            outcome = error.code
            raise
        finally:
            self.done.timings.append(Timing(fetch.subgraph, received.seconds, outcome))
        source = answer.extensions.get("source")
        if isinstance(source, dict):
            self.done.sources[fetch.subgraph] = source
        return answer


def _read(agency: str, received: Received) -> SubgraphAnswer:
    if received.failure is not None:
        raise received.failure
    return read_answer(agency, received.body)
