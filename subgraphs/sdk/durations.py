"""How long cases stay in a stage, computed inside one agency.

Only finished stays count: a stay that still goes on has no length yet.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from strawberry import Info

from subgraphs.sdk.counts import shown, smallest_cell
from subgraphs.sdk.vocabulary import Count, StageDuration


@dataclass(frozen=True, slots=True)
class Stay:
    """One finished stay of one case in a stage."""

    stage: str
    entered_on: date
    left_on: date

    @property
    def days(self) -> int:
        """Its length."""
        return (self.left_on - self.entered_on).days


def stage_durations(
    info: Info, stages: Sequence[str], limits: Mapping[str, int], stays: Iterable[Stay]
) -> list[StageDuration]:
    """Days per stage, in the order of the stages; empty stages are left out.

    Args:
        info: Strawberry's, of the root field.
        stages: All stages, in their order.
        limits: The legal limit in days of the stages that have one.
        stays: Finished stays in scope.

    Raises:
        TautanError: WAY_NOT_ALLOWED: not asked as a count.
    """
    cell = smallest_cell(info)
    days: dict[str, Counter[int]] = {stage: Counter() for stage in stages}
    for stay in stays:
        days[stay.stage][stay.days] += 1
    return [
        _duration(stage, days[stage], limits.get(stage), cell)
        for stage in stages
        if days[stage]
    ]


def _duration(
    stage: str, days: Counter[int], limit: int | None, cell: int
) -> StageDuration:
    cases = shown(days.total(), cell)
    return StageDuration(
        stage=stage,
        cases=cases,
        median_days=None if cases.suppressed else median_low(days.elements()),
        over_limit=_over(days, limit, cell),
        legal_limit_days=limit,
    )


def _over(days: Counter[int], limit: int | None, cell: int) -> Count:
    if limit is None:
        return Count(value=None, suppressed=False)
    return shown(sum(n for length, n in days.items() if length > limit), cell)
