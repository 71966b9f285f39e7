"""The attacks that every profile goes through, each with its two controls.

An attack that names nobody says something only if it would have named people had there
been a weakness, and names nobody where there is nothing to find. So each runs on three
materials: encodings of the profile; encodings without what protects them, where it must
succeed; and noise in their place, where it must fail.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from typing import Final

import numpy as np

from linkage.encode.features import niks
from linkage.exchange.encoding import TOKEN_BYTES
from linkage.profile import Profile
from linkage.review.attacks.across import match_across
from linkage.review.attacks.blocks import match_blocks
from linkage.review.attacks.dictionary import bare_hash, look_up
from linkage.review.attacks.frequency import align_frequencies
from linkage.review.attacks.graph_matching import match_graphs
from linkage.review.attacks.patterns import mine_patterns
from linkage.review.attacks.similarity_tables import match_similarity_tables
from linkage.review.attacks.view import Guesses, Known, Seen
from linkage.review.draw import Draw
from linkage.review.lab import FIRST, NEXT_EPOCH, OTHER_PROJECT, View, unhardened
from linkage.review.labels import classical_keys, visible
from linkage.review.measure import Trial, expected_by_attributes, named

EVERYBODY: Final = 100
"""Percent of the known people who are encoded."""


class Material(StrEnum):
    """What is attacked."""

    PROFILE = "profile"
    UNHARDENED = "unhardened"
    """The control that must succeed."""
    RANDOM = "random"
    """The control that must fail."""


class Actor(StrEnum):
    """Who could run an attack."""

    OUTSIDER = "outsider"
    """Has got hold of encodings, of scores or of an answer; holds no key."""
    UNIT = "unit"
    """The linkage unit, or who broke in there: all encodings, no key."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack, and where it is tried."""

    id: str
    actor: Actor
    overlap: int | None
    """Percent of the known who are encoded; None: as the review's scale says."""
    tried: Callable[[Draw, Profile, Material], Trial]


def _filters(
    attack: Callable[[Seen, Known, np.random.Generator], Guesses],
    draw: Draw,
    profile: Profile,
    material: Material,
) -> Trial:
    """Run an attack on filters."""
    used = unhardened(profile) if material is Material.UNHARDENED else profile
    lab = draw.lab(used)
    seen, known = lab.seen(draw.truth), lab.known()
    if material is Material.RANDOM:
        seen = _noise(seen, draw.generator())
    guesses = attack(seen, known, draw.generator())
    return Trial(named(guesses, draw.truth), expected_by_attributes(seen, known))


def _noise(seen: Seen, generator: np.random.Generator) -> Seen:
    return replace(
        seen, filters=generator.integers(0, 256, seen.filters.shape, np.uint8)
    )


def _across(view: View, draw: Draw, profile: Profile, material: Material) -> Trial:
    """One set of people, encoded twice; the second time in another order."""
    lab = draw.lab(profile)
    order = draw.generator().permutation(len(draw.truth))
    again = FIRST if material is Material.UNHARDENED else view
    seen, elsewhere = lab.seen(draw.truth), lab.seen(draw.truth[order], again)
    if material is Material.RANDOM:
        elsewhere = _noise(elsewhere, draw.generator())
    truth = np.argsort(order)
    chance = float(len(np.unique(seen.present)))
    return Trial(named(match_across(seen, elsewhere), truth), chance)


def _blocks(draw: Draw, profile: Profile, material: Material) -> Trial:
    """Everybody's block labels, in another order and numbering."""
    people = [draw.people[row] for row in draw.truth.tolist()]
    unprotected = material is Material.UNHARDENED
    labels = classical_keys(people) if unprotected else visible(profile, people)
    generator = draw.generator()
    order = generator.permutation(len(people))
    hidden = labels[order]
    if material is Material.RANDOM:
        hidden = generator.integers(0, 30, hidden.shape)
    guesses = match_blocks(hidden, labels)
    blind = float(len(np.unique(visible(profile, people), axis=0)))
    return Trial(named(guesses, order), blind)


def _dictionary(draw: Draw, profile: Profile, material: Material) -> Trial:
    """NIK tokens of the encoded, looked up; only records that have a NIK count."""
    numbers = [[nik.encode() for nik in niks(each)] for each in draw.people]
    truth = np.array([row for row in draw.truth.tolist() if numbers[row]], np.int64)
    if material is Material.PROFILE:
        tokens = draw.lab(profile).tokens(truth)
    elif material is Material.UNHARDENED:
        tokens = [tuple(map(bare_hash, numbers[row])) for row in truth.tolist()]
    else:
        noise = draw.generator()
        tokens = [(noise.bytes(TOKEN_BYTES),) for _ in truth]
    return Trial(named(look_up(tokens, numbers), truth), 0.0)


GRAPH_MATCHING: Final = Attack(
    "graph-matching", Actor.UNIT, None, partial(_filters, match_graphs)
)
ATTACKS: Final[tuple[Attack, ...]] = (
    GRAPH_MATCHING,
    Attack(
        "pattern-mining",
        Actor.UNIT,
        EVERYBODY,
        partial(_filters, mine_patterns),
    ),
    Attack(
        "frequency-alignment",
        Actor.UNIT,
        EVERYBODY,
        partial(_filters, align_frequencies),
    ),
    Attack(
        "similarity-tables",
        Actor.OUTSIDER,
        EVERYBODY,
        partial(_filters, match_similarity_tables),
    ),
    Attack("across-projects", Actor.UNIT, EVERYBODY, partial(_across, OTHER_PROJECT)),
    Attack("across-epochs", Actor.UNIT, EVERYBODY, partial(_across, NEXT_EPOCH)),
    Attack("visible-blocks", Actor.OUTSIDER, EVERYBODY, _blocks),
    Attack("dictionary", Actor.OUTSIDER, EVERYBODY, _dictionary),
)
"""From what threatens most to what threatens least: a report is read in this order."""
