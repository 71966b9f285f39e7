"""Attacks on samples of a register: all of them, and graph matching over a range.

Every draw takes other people and other keys. Controls are tried once: what they have to
show is large.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from linkage.pipeline.progress import Report
from linkage.profile import Profile
from linkage.review.attacks.graph_matching import match_graphs
from linkage.review.draw import Draw, drawn
from linkage.review.experiments import ATTACKS, Attack, Material, attack_filters
from linkage.review.findings import Attacked, OverlapPoint
from linkage.review.measure import Trial, pooled
from linkage.review.registers import Register
from linkage.review.scale import Scale

OVERLAPS: Final = (5, 20, 50, 100)
"""Percent of the known people who are encoded, for the curve."""
_ATTACKS, _OVERLAPS = "attacks", "attack by overlap"


@dataclass(frozen=True, slots=True)
class Trials:
    """Attacks on a profile's encodings of one register."""

    profile: Profile
    register: Register
    scale: Scale
    report: Report

    def all(self) -> tuple[Attacked, ...]:
        """Every attack with its controls."""
        return tuple(self._all())

    def by_overlap(self) -> tuple[OverlapPoint, ...]:
        """Graph matching, with and without hardening."""
        points = []
        for done, overlap in enumerate(OVERLAPS):
            self.report(_OVERLAPS, done, len(OVERLAPS))
            draw = self._draw(self._known_at(overlap), overlap, 0)
            tried = partial(attack_filters, match_graphs, draw, self.profile)
            points.append(
                OverlapPoint(
                    overlap, tried(Material.PROFILE), tried(Material.UNHARDENED)
                )
            )
        self.report(_OVERLAPS, len(OVERLAPS), len(OVERLAPS))
        return tuple(points)

    def _known_at(self, overlap: int) -> int:
        """So many that about a fifth of the curve's size is encoded at each overlap."""
        size = self.scale.curve
        return min(2 * size, max(size // 3, size * 20 // overlap))

    def _all(self) -> Iterator[Attacked]:
        total = len(ATTACKS)
        for done, attack in enumerate(ATTACKS):
            self.report(_ATTACKS, done, total)
            yield self._attacked(attack)
        self.report(_ATTACKS, total, total)

    def _attacked(self, attack: Attack) -> Attacked:
        overlap = attack.overlap or self.scale.overlap
        known = self.scale.known if attack.overlap is None else self.scale.everybody
        draws = [self._draw(known, overlap, turn) for turn in range(self.scale.draws)]
        trials = {
            Material.PROFILE: pooled(
                attack.tried(draw, self.profile, Material.PROFILE) for draw in draws
            )
        }
        for material in (Material.UNHARDENED, Material.RANDOM):
            trials[material] = attack.tried(draws[0], self.profile, material)
        size = len(draws[0].people)
        return Attacked(attack.id, attack.actor, overlap, size, trials)

    def _draw(self, known: int, overlap: int, turn: int) -> Draw:
        seed = self.scale.seed * 1000 + turn
        return drawn(self.register.records, known, overlap, seed)


def risk(profile: Profile, register: Register, scale: Scale) -> Trial:
    """Graph matching on one draw of the curve's size."""
    draw = drawn(register.records, scale.curve, scale.overlap, scale.seed * 1000)
    return attack_filters(match_graphs, draw, profile, Material.PROFILE)
