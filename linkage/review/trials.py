"""Attacks on samples of a register: all of them, and graph matching over a range.

Every draw takes other people and other keys. Controls are tried once: what they have to
show is large.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from linkage.pipeline.progress import Report
from linkage.profile import Profile
from linkage.review.draw import Draw, drawn
from linkage.review.experiments import ATTACKS, GRAPH_MATCHING, Attack, Material
from linkage.review.findings import Attacked, OverlapPoint
from linkage.review.measure import Trial, pooled
from linkage.review.registers import Register
from linkage.review.scale import Scale

OVERLAPS: Final = (5, 20, 50, 100)
"""Percent of the known people who are encoded, for the curve."""
_ATTACKS, _OVERLAPS = "attacks", "attack by overlap"


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a draw follows from; people known at most, as in `drawn`."""

    known: int
    overlap: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Trials:
    """Attacks on encodings of one register, each made once and told as often as asked.

    The curve, the strengths of hardening and the changes ask for graph matching on the
    same draw, and attacks of one setting look at the same people.
    """

    register: Register
    scale: Scale
    report: Report
    _draws: dict[_Setting, Draw] = field(default_factory=dict, init=False, repr=False)
    _made: dict[tuple[str, _Setting, str, Material], Trial] = field(
        default_factory=dict, init=False, repr=False
    )

    def all(self, profile: Profile) -> tuple[Attacked, ...]:
        """Every attack on a profile, with its controls."""
        return tuple(self._all(profile))

    def by_overlap(self, profile: Profile) -> tuple[OverlapPoint, ...]:
        """Graph matching, with and without hardening."""
        points = []
        for done, overlap in enumerate(OVERLAPS):
            self.report(_OVERLAPS, done, len(OVERLAPS))
            setting = _Setting(self._known_at(overlap), overlap)
            tried = partial(self._tried, GRAPH_MATCHING, setting, profile)
            points.append(
                OverlapPoint(
                    overlap, tried(Material.PROFILE), tried(Material.UNHARDENED)
                )
            )
        self.report(_OVERLAPS, len(OVERLAPS), len(OVERLAPS))
        return tuple(points)

    def risk(self, profile: Profile) -> Trial:
        """Graph matching on one draw of the curve's size."""
        setting = _Setting(self.scale.curve, self.scale.overlap)
        return self._tried(GRAPH_MATCHING, setting, profile, Material.PROFILE)

    def _known_at(self, overlap: int) -> int:
        """So many that about a fifth of the curve's size is encoded at each overlap."""
        size = self.scale.curve
        return min(2 * size, max(size // 3, size * 20 // overlap))

    def _all(self, profile: Profile) -> Iterator[Attacked]:
        total = len(ATTACKS)
        for done, attack in enumerate(ATTACKS):
            self.report(_ATTACKS, done, total)
            yield self._attacked(attack, profile)
        self.report(_ATTACKS, total, total)

    def _attacked(self, attack: Attack, profile: Profile) -> Attacked:
        overlap = attack.overlap or self.scale.overlap
        known = self.scale.known if attack.overlap is None else self.scale.everybody
        first, *others = (
            _Setting(known, overlap, turn) for turn in range(self.scale.draws)
        )
        trials = {
            Material.PROFILE: pooled(
                self._tried(attack, setting, profile, Material.PROFILE)
                for setting in (first, *others)
            )
        }
        for material in (Material.UNHARDENED, Material.RANDOM):
            trials[material] = self._tried(attack, first, profile, material)
        size = len(self._draw(first).people)
        return Attacked(attack.id, attack.actor, overlap, size, trials)

    def _tried(
        self, attack: Attack, setting: _Setting, profile: Profile, material: Material
    ) -> Trial:
        key = (attack.id, setting, profile.fingerprint, material)
        if key not in self._made:
            draw = self._draw(setting)
            self._made[key] = attack.tried(draw, profile, material)
        return self._made[key]

    def _draw(self, setting: _Setting) -> Draw:
        if setting not in self._draws:
            seed = self.scale.seed * 1000 + setting.turn
            self._draws[setting] = drawn(
                self.register.records, setting.known, setting.overlap, seed
            )
        return self._draws[setting]
