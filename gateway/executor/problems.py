"""What went wrong while a plan ran, with the place in the answer."""

from dataclasses import dataclass

from gateway.executor.answer import UpstreamError
from gateway.executor.tree import Place
from protocol.errors import TautanError


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of the answer."""

    cause: TautanError | UpstreamError
    """Ours, or what the subgraph itself reported."""
    pattern: tuple[str, ...]
    """Response keys from the root, without positions in lists."""
    path: Place | None = None
    """The place in the answer; None where it would name every item of a list."""
    agency: str | None = None
    """The subgraph that it happened at."""

    @property
    def dotted(self) -> str:
        """The pattern as errors show it."""
        return ".".join(self.pattern)


def pattern_of(path: Place) -> tuple[str, ...]:
    """Drop the positions from a path."""
    return tuple(step for step in path if isinstance(step, str))
