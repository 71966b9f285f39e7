"""Two invented registers of the same people, for measuring.

The first is Dukcapil's part of the synthetic population. The second is the same
records after a clerk: in each, two neighbouring letters of a name, or two digits of
the number or the birth day, stand the wrong way round. Speed is measured here, not
quality: that is `tests/linkage` and FEBRL4.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from itertools import islice
from random import Random  # noqa: TID251 -- seeded
from typing import Final

from linkage.record import Record
from subgraphs.dukcapil.linkage import resident_record
from subgraphs.population.population import Population
from subgraphs.population.rows import Resident

TODAY: Final = date(2026, 6, 1)
PEOPLE_PER_RESIDENT: Final = 1.2
"""A few of the people are no residents."""


def residents(rows: int, seed: int) -> list[Record]:
    """Records of `rows` residents."""
    people = int(rows * PEOPLE_PER_RESIDENT) + 100
    return list(islice(_residents(Population(seed, people, TODAY)), rows))


def _residents(population: Population) -> Iterator[Record]:
    for one in population.rows():
        if isinstance(one.row, Resident):
            yield resident_record([asdict(one.row)])


def copied(records: list[Record], seed: int) -> list[Record]:
    """The same records, each with one slip."""
    chance = Random(seed)  # noqa: S311 -- not for secrets
    return [_slipped(one, chance) for one in records]


def _slipped(record: Record, chance: Random) -> Record:
    if record.niks and chance.random() < 0.5:  # noqa: PLR2004 -- every second
        number, *others = record.niks
        return replace(record, niks=(_swapped(number, chance), *others))
    name, *others = record.names
    return replace(record, names=(_swapped(name, chance), *others))


def _swapped(text: str, chance: Random) -> str:
    at = chance.randrange(max(1, len(text) - 1))
    return text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
