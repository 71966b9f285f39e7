"""Reports a failure at every place of the answer that it feeds."""

from dataclasses import dataclass
from typing import Protocol

from gateway.executor.answer import UpstreamError
from gateway.executor.places import in_answer, keys_of
from gateway.executor.problems import Problem, pattern_of
from gateway.executor.tree import Place
from gateway.planner.plan import Fetch, Items, Path, Shape
from protocol.errors import TautanError


class Reports(Protocol):
    """Takes the failures of a run."""

    def pattern(
        self,
        error: TautanError | UpstreamError,
        fetch: Fetch,
        path: Path,
        keys: tuple[str, ...],
    ) -> None:
        """Report what leaves these data keys of the objects at a path empty."""
        ...

    def place(self, error: UpstreamError, fetch: Fetch, place: Place) -> None:
        """Report at one place, given in data keys from the root."""
        ...


@dataclass(frozen=True, slots=True)
class Reporter:
    """Collects the problems of one run."""

    shape: Shape
    problems: list[Problem]

    def pattern(
        self,
        error: TautanError | UpstreamError,
        fetch: Fetch,
        path: Path,
        keys: tuple[str, ...],
    ) -> None:
        """Report once per field of the answer that stays empty, without positions."""
        stem = keys_of(path)
        shape = self.shape
        fed = [in_answer(shape, (*stem, key)) for key in keys if key != "__typename"]
        whole = [one for one in fed if len(one) == len(stem) + 1]
        below_list = any(isinstance(step, Items) for step in path)
        for one in whole or fed[:1]:
            place = None if below_list else one
            self.problems.append(Problem(error, pattern_of(one), place, fetch.subgraph))

    def place(self, error: UpstreamError, fetch: Fetch, place: Place) -> None:
        """Report at one place, given in data keys from the root."""
        found = in_answer(self.shape, place)
        self.problems.append(Problem(error, pattern_of(found), found, fetch.subgraph))
