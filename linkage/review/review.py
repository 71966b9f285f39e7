"""The review of a profile: attack, measure, link, compare.

Everything is drawn from one number, so that who doubts a report makes it again. Nothing
that is found holds a value of anybody's.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from linkage.pipeline.progress import Report, unwatched
from linkage.profile import Profile
from linkage.review.changes import changes
from linkage.review.findings import Findings, Looked, TradePoint
from linkage.review.lab import drawn_encoder, with_taps
from linkage.review.linking import to_link, truth_of, without_numbers
from linkage.review.measure import Trial
from linkage.review.measures.guessing import costs
from linkage.review.measures.skew import skew
from linkage.review.quality import best, encoded, linked
from linkage.review.registers import Register, Registers
from linkage.review.scale import Scale
from linkage.review.showing import shown, similarities
from linkage.review.trials import Trials

TAPS: Final = (0, 2, 4, 8, 12)
"""Strengths of the diffusion that the profile's own is compared with."""
_MEASURES, _LINKS, _TRADE, _CHANGES = (
    "measures",
    "links",
    "recall against risk",
    "changes",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be reviewed, and how."""

    profile: Profile
    made_on: date
    """The day, for the report."""
    scale: Scale
    against: Profile | None = None
    """The profile that was signed before; differences are left out if None."""


def review(asked: Asked, registers: Registers, report: Report = unwatched) -> Findings:
    """Review a profile on registers.

    Args:
        asked: Says which profile, and how large samples are.
        registers: On whose records it is tried.
        report: Told of progress.
    """
    profile, scale, against = asked.profile, asked.scale, asked.against
    largest = registers.largest
    trials = Trials(largest, scale, report)
    attacks, overlap = trials.all(profile), trials.by_overlap(profile)
    report(_MEASURES, 0, 1)
    measured = Register(largest.agency, largest.records[: scale.measured], None)
    encodings = encoded(measured, drawn_encoder(profile, scale.seed))
    report(_MEASURES, 1, 1)
    report(_LINKS, 0, 1)
    sides = to_link(registers, scale)
    outcome = linked(profile, sides, scale.seed)
    report(_LINKS, 1, 1)
    bench = _Bench(trials, sides, scale.seed, report)
    return Findings(
        made_on=asked.made_on,
        profile=profile,
        scale=scale,
        looked=_looked(registers),
        attacks=attacks,
        overlap=overlap,
        trade=bench.trade(profile),
        skew=skew(encodings.filters),
        shown=shown(profile, measured.records, encodings),
        closeness=similarities(profile, sides, scale.seed),
        costs=costs(profile.identifiers.mode),
        quality=outcome.whole,
        subgroups=outcome.subgroups,
        against=against,
        changes=changes(against, profile, bench) if against else (),
    )


class _Bench:
    """Profiles other than the one under review, each attacked and linked once."""

    def __init__(
        self,
        trials: Trials,
        sides: tuple[Register, ...],
        seed: int,
        report: Report,
    ) -> None:
        self._trials, self._sides = trials, sides
        self._seed, self._report = seed, report
        self._recalls: dict[str, float] = {}

    def risk(self, profile: Profile) -> Trial:
        """What graph matching names, on one draw."""
        return self._trials.risk(profile)

    def recall(self, profile: Profile) -> float:
        """What is linked by the profile's own thresholds."""
        if profile.fingerprint not in self._recalls:
            self._report(_CHANGES, len(self._recalls), 0)
            outcome = linked(profile, self._sides, self._seed)
            self._recalls[profile.fingerprint] = outcome.whole.recall.value
        return self._recalls[profile.fingerprint]

    def trade(self, profile: Profile) -> tuple[TradePoint, ...]:
        """Strengths of hardening, the profile's own among them."""
        own = profile.filter.hardening.diffusion
        strengths = sorted({*TAPS, own})
        sides = without_numbers(self._sides)
        points = []
        for done, taps in enumerate(strengths):
            self._report(_TRADE, done, len(strengths))
            tried = with_taps(profile, taps)
            found = best(tried, sides, self._seed)
            points.append(
                TradePoint(
                    taps=taps,
                    risk=self.risk(tried),
                    precision=found.precision,
                    recall=found.recall,
                    current=taps == own,
                )
            )
        self._report(_TRADE, len(strengths), len(strengths))
        return tuple(points)


def _looked(registers: Registers) -> Looked:
    return Looked(
        registers={each.agency: len(each.records) for each in registers.all},
        invented=registers.invented,
        truth=truth_of(registers),
    )
