"""Choose one path per leaf so that all of them together cost least.

Cost is compared in this order: requests (entries into one subgraph on one level
travel together), entries, the sum of levels. Parts that paths share count once, so
the cost of a path depends on the others; what counts is its marginal cost.

1. Leaves with one candidate are settled. Leaves with the same choice of entries
   are one decision.
2. A greedy pass takes for each decision, those with fewest candidates first, the
   candidate of least marginal cost. Its total is the first bound.
3. Branch and bound looks for better, and gives up after `LIMIT` steps with the
   best found so far. The bound is what has been spent: a bound that adds up
   standalone costs prunes away paths that share what they begin with.

This file does not know what a path is made of.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gateway.planner.path import Path

LIMIT = 2_000
DEEPEST = 200
"""With more open decisions than this the greedy choice stands."""
Rank = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Spent:
    crossings: frozenset[int] = frozenset()
    requests: frozenset[tuple[int, str]] = frozenset()
    levels: int = 0

    def and_path(self, path: Path) -> "_Spent":
        cost = path.cost
        return _Spent(
            self.crossings | cost.crossings,
            self.requests | cost.requests,
            self.levels + cost.level,
        )

    @property
    def rank(self) -> Rank:
        return len(self.requests), len(self.crossings), self.levels


def choose(leaves: Sequence[Sequence[Path]]) -> tuple[Path, ...]:
    """Return one path per leaf, in the order of the leaves.

    Args:
        leaves: For each leaf its candidates, at least one.
    """
    groups: dict[tuple[object, ...], list[int]] = {}
    for position, candidates in enumerate(leaves):
        groups.setdefault(_choice(candidates), []).append(position)
    decisions = sorted(groups.values(), key=lambda group: len(leaves[group[0]]))
    open_ones = [group for group in decisions if len(leaves[group[0]]) > 1]
    settled = _Spent()
    chosen: dict[int, Path] = {}
    for group in decisions[: len(decisions) - len(open_ones)]:
        settled = settled.and_path(leaves[group[0]][0])
        chosen.update((position, leaves[position][0]) for position in group)
    picked = _Search(settled, [leaves[group[0]] for group in open_ones]).run()
    for group, option in zip(open_ones, picked, strict=True):
        chosen.update((position, leaves[position][option]) for position in group)
    return tuple(chosen[position] for position in range(len(leaves)))


def _choice(candidates: Sequence[Path]) -> tuple[object, ...]:
    return tuple((path.cost.crossings, path.cost.level) for path in candidates)


class _Search:
    def __init__(self, settled: _Spent, options: Sequence[Sequence[Path]]) -> None:
        self._settled = settled
        self._options = options
        self._steps = 0
        self._best: list[int] = []
        self._bound: Rank = (0, 0, 0)

    def run(self) -> list[int]:
        """Return the number of the chosen candidate for each decision."""
        spent = self._settled
        for candidates in self._options:
            ranks = [spent.and_path(path).rank for path in candidates]
            pick = ranks.index(min(ranks))
            spent = spent.and_path(candidates[pick])
            self._best.append(pick)
        self._bound = spent.rank
        if len(self._options) <= DEEPEST:
            self._branch(0, self._settled, [])
        return self._best

    def _branch(self, depth: int, spent: _Spent, picks: list[int]) -> None:
        self._steps += 1
        if self._steps > LIMIT or spent.rank >= self._bound:
            return
        if depth == len(self._options):
            self._best, self._bound = list(picks), spent.rank
            return
        candidates = self._options[depth]
        after = [spent.and_path(path) for path in candidates]
        for pick in sorted(range(len(candidates)), key=lambda one: after[one].rank):
            picks.append(pick)
            self._branch(depth + 1, after[pick], picks)
            picks.pop()
