"""`python -m benchmarks.linkage.attack_table`: success by overlap and strength.

The shape of the table of J. Schäfer, F. Armknecht, Y. Heng, R+R: Revisiting graph matching
attacks on privacy-preserving record linkage, ACSAC 2024: the share of people named by graph
matching, for each overlap and each number of taps. Theirs are other data and another
implementation; what should agree is where the attack works and where it stops.

Below it two defences that need no diffusion: salting by year of birth, attacked in the same
way; and match keys (hashes of combinations), attacked by the sizes of their groups.

Each line of the output is one JSON object, printed when it is measured. About 200 people
are encoded at each overlap; several seeds are run and can be pooled.
"""

import json
from argparse import ArgumentParser
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.linkage.configurations import SCHEMA
from benchmarks.linkage.people import copied, residents
from linkage.exchange.encoding import Encoding
from linkage.normalise.names import name_words
from linkage.profile import Profile
from linkage.record import Record
from linkage.review.attacks.blocks import Labels, match_blocks
from linkage.review.attacks.graph_matching import match_graphs
from linkage.review.attacks.view import Rows
from linkage.review.draw import Draw, drawn
from linkage.review.lab import Lab, View, with_taps
from linkage.review.measure import Named, expected_by_attributes, interval, named

OVERLAPS: Final = (5, 20, 50, 100)
TAPS: Final = (0, 1, 2, 3, 4, 6, 8, 10, 12)
_MOST_KNOWN: Final = 2000
_SALTS: Final = 10_000
"""Keys between those of two salts."""


@dataclass(frozen=True, slots=True)
class SaltedLab(Lab):
    """A laboratory in which every year of birth has a key of its own."""

    def _encoded(self, profile: Profile, rows: Rows, view: View) -> list[Encoding]:
        years: defaultdict[int, list[int]] = defaultdict(list)
        for at, row in enumerate(rows.tolist()):
            years[_year(self.people[row])].append(at)
        found: dict[int, Encoding] = {}
        for year, places in years.items():
            salted = View(view.key + _SALTS * (1 + year), view.epoch)
            # Two-argument super, since slots make the class anew.
            made = Lab._encoded(self, profile, rows[places], salted)  # noqa: SLF001
            found |= dict(zip(places, made, strict=True))
        return [found[at] for at in range(len(rows))]


def main() -> None:
    """Measure every cell, seed by seed."""
    parser = ArgumentParser(prog="python -m benchmarks.linkage.attack_table")
    parser.add_argument("--encoded", type=int, default=200)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--taps", type=int, nargs="*", default=list(TAPS))
    parser.add_argument("--overlaps", type=int, nargs="*", default=list(OVERLAPS))
    parser.add_argument("--attributes", default="default")
    options = parser.parse_args()
    shipped = Profile.load(SCHEMA / f"{options.attributes}.yaml")
    for seed in options.seeds:
        people = residents(max(_MOST_KNOWN, options.encoded), seed)
        for overlap in options.overlaps:
            known = min(_MOST_KNOWN, options.encoded * 100 // overlap)
            draw = drawn(people, known, overlap, seed)
            for taps in options.taps:
                lab = Lab(with_taps(shipped, taps), draw.people, seed)
                _print(_attacked(lab, draw), taps=taps, overlap=overlap, seed=seed)
            salted = SaltedLab(with_taps(shipped, 0), draw.people, seed)
            _print(_attacked(salted, draw), defence="salt", overlap=overlap, seed=seed)
        _print_match_keys(people[: options.encoded * 5], seed)


def _attacked(lab: Lab, draw: Draw) -> tuple[Named, float]:
    seen, known = lab.seen(draw.truth), lab.known()
    guesses = match_graphs(seen, known, draw.generator())
    return named(guesses, draw.truth), expected_by_attributes(seen, known)


def _print_match_keys(people: list[Record], seed: int) -> None:
    """Named by the sizes of groups, and how many copies with slips still share a key."""
    keys = match_keys(people)
    order = np.random.default_rng(seed).permutation(len(people))
    found = named(match_blocks(keys[order], keys), order)
    both = match_keys(people + copied(people, seed))
    ours, theirs = both[: len(people)], both[len(people) :]
    shared = int((ours == theirs).any(axis=1).sum())
    linked = interval(shared, len(people))
    _print((found, 1.0), defence="match keys", seed=seed, linked=round(linked.share, 4))


def match_keys(people: list[Record]) -> Labels:
    """Three combinations, numbered: equal where the values are; shape (n, 3)."""
    columns = []
    for make in (
        lambda one: (name_words(one.names[0]), _date(one)),
        lambda one: (_date(one), one.sex, one.birth_place),
        lambda one: (name_words(one.names[0]), _year(one), one.birth_place),
    ):
        numbers: dict[object, int] = {}
        columns.append([numbers.setdefault(make(one), len(numbers)) for one in people])
    return np.array(columns, np.int64).T


def _date(record: Record) -> str:
    return record.birth_date.value if record.birth_date else ""


def _year(record: Record) -> int:
    return int(_date(record)[:4] or 0)


def _print(found: tuple[Named, float], **cell: object) -> None:
    one, chance = found
    row = {
        **cell,
        "named": one.named,
        "of": one.of,
        "low": round(one.low, 4),
        "high": round(one.high, 4),
        "by_chance": round(chance, 2),
    }
    print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
