"""What a run of a plan takes, uses and leaves behind."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gateway.executor.hop import Hop
from gateway.executor.problems import Problem
from gateway.executor.transport import Transport
from gateway.executor.tree import Json
from gateway.executor.turns import Turns


@dataclass(frozen=True, slots=True)
class Call:
    """What one request brings to the plan."""

    variables: Mapping[str, Json]
    """The caller's variables as sent: what subgraphs receive."""
    effective: Mapping[str, Json]
    """The same with defaults filled in: what conditions look at."""
    headers: Mapping[str, str]
    """Sent with every fetch."""
    hop: Hop
    deadline: float
    """On the clock of `Ports.clock`, in seconds."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The executor's way out, the same for every request."""

    transport: Transport
    urls: Mapping[str, str]
    """Per subgraph, where its GraphQL is."""
    clock: Callable[[], float]
    """Monotonic, in seconds."""
    subgraph_seconds: float
    """How long one fetch may take at most."""
    turns: Turns = field(default_factory=Turns)
    """When a request that has come may begin."""


class Timing(NamedTuple):
    """One fetch as metrics see it."""

    agency: str
    seconds: float
    outcome: str
    """`ok`, or the code of the failure."""


@dataclass(slots=True)
class Execution:
    """What came of running a plan."""

    data: dict[str, Json] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    sources: dict[str, Mapping[str, Json]] = field(default_factory=dict)
    """Per subgraph, what it says of its data (`extensions.source`)."""
    timings: list[Timing] = field(default_factory=list)
    entities: dict[str, int] = field(default_factory=dict)
    """Representations that were sent, by type."""
