"""What a review found: plain facts, from which reports are written.

Nothing here holds a name, a number or a record of anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from linkage.pipeline.evaluate import Quality
from linkage.profile import Profile
from linkage.review.changes import Change
from linkage.review.experiments import Actor, Material
from linkage.review.measure import Trial
from linkage.review.measures.closeness import Closeness
from linkage.review.measures.guessing import Cost
from linkage.review.measures.repeats import Groups
from linkage.review.measures.skew import Skew
from linkage.review.scale import Scale


@dataclass(frozen=True, slots=True)
class Attacked:
    """One attack on all three materials."""

    id: str
    actor: Actor
    overlap: int
    """Percent of the known people who were encoded."""
    known: int
    """People whom the attacker knew in plain text, in each draw."""
    trials: Mapping[Material, Trial]

    @property
    def controls_hold(self) -> bool:
        """It named people without protection, and nobody in noise.

        So it is too where nobody has what the attack looks at, as a NIK.
        """
        return not self.trials[Material.UNHARDENED].found.of or (
            self.trials[Material.UNHARDENED].succeeded
            and self.trials[Material.RANDOM].failed
        )


@dataclass(frozen=True, slots=True)
class OverlapPoint:
    """Graph matching where so many of the known people are encoded."""

    overlap: int
    profile: Trial
    unhardened: Trial


@dataclass(frozen=True, slots=True)
class TradePoint:
    """What one strength of hardening gives away, and what it leaves to link."""

    taps: int
    risk: Trial
    precision: float
    """At its best threshold, of records without NIKs and passports; so is recall."""
    recall: float
    current: bool
    """It is the profile's own."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an encoding shows beside its filter."""

    filters: Groups
    visible: Groups
    told: Mapping[str, float]
    """Bits that what is visible tells of each field; by its name."""
    held: Mapping[str, float]
    """Bits that each field has at all."""


@dataclass(frozen=True, slots=True)
class Looked:
    """At what data the review looked."""

    registers: Mapping[str, int]
    """Records by agency."""
    invented: bool
    truth: str
    """How it is known which records are of one person: `known` or `copies`."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All of it."""

    made_on: date
    profile: Profile
    scale: Scale
    looked: Looked
    attacks: tuple[Attacked, ...]
    overlap: tuple[OverlapPoint, ...]
    trade: tuple[TradePoint, ...]
    skew: Skew
    shown: Shown
    closeness: Closeness
    costs: tuple[Cost, ...]
    quality: Quality
    subgroups: Mapping[str, Quality]
    against: Profile | None
    """The profile that this one would take the place of."""
    changes: tuple[Change, ...]
