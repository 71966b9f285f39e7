"""Reports a failure at every place of the answer that it feeds, part by part.

A problem belongs to the part that has the field it happened at; of several the part
that the fetch was made for comes first, then the main one. One that only the plan's
own fields met belongs to the part of the fetch.
"""

from gateway.executor.answer import UpstreamError
from gateway.executor.places import in_answer, keys_of
from gateway.executor.problems import Problem, pattern_of
from gateway.executor.tree import Place
from gateway.planner.plan import Fetch, Items, Path, Plan
from gateway.supergraph.model import TYPENAME
from protocol.errors import TautanError


class Reporter:
    """Collects the problems of one run, by part; without parts all are of the main one."""

    def __init__(self, plan: Plan, problems: list[Problem]) -> None:
        """Begin with none.

        Args:
            plan: that is run.
            problems: filled with all of them as well.
        """
        self._shapes = plan.shapes()
        self._by_part: dict[int, list[Problem]] = {part: [] for part in self._shapes}
        self._all = problems

    def take(self, part: int) -> list[Problem]:
        """Return the problems of a part that were not taken yet."""
        taken, self._by_part[part] = self._by_part[part], []
        return taken

    def pattern(
        self,
        error: TautanError | UpstreamError,
        fetch: Fetch,
        path: Path,
        keys: tuple[str, ...],
    ) -> None:
        """Report once per field of the answer that stays empty, without positions."""
        stem = keys_of(path)
        below_list = any(isinstance(step, Items) for step in path)
        located = [self._locate(fetch, (*stem, one)) for one in keys if one != TYPENAME]
        whole = [(part, at) for part, at in located if len(at) == len(stem) + 1]
        for part, at in whole or located[:1]:
            place = None if below_list else at
            self._note(part, Problem(error, pattern_of(at), place, fetch.subgraph))

    def place(self, error: UpstreamError, fetch: Fetch, place: Place) -> None:
        """Report at one place, given in data keys from the root."""
        part, at = self._locate(fetch, place)
        self._note(part, Problem(error, pattern_of(at), at, fetch.subgraph))

    def _locate(self, fetch: Fetch, place: Place) -> tuple[int, Place]:
        """Return the part that has a place, and the place in the answer."""
        for part in dict.fromkeys((fetch.part, *self._shapes)):
            found = in_answer(self._shapes[part], place)
            if len(found) == len(place):
                return part, found
        return fetch.part, in_answer(self._shapes[fetch.part], place)

    def _note(self, part: int, problem: Problem) -> None:
        self._by_part[part].append(problem)
        self._all.append(problem)
