"""Who lives with whom: seats in households, a block of 64 people at a time.

A block depends on the seed and its number alone, so blocks can be made in any
order, and a family never spans two. A household that would not fit is cut at
the end of its block (children come last). Shares of households are assumptions,
tuned so that agencies overlap as they must for demonstrations: far more
foreigners, dual children and people abroad than Indonesia has.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from subgraphs.population.chance import Chance, Weighted
from subgraphs.population.facts import Kind
from subgraphs.population.names import missions, nationalities
from subgraphs.population.regions import regions
from subgraphs.population.rows import MaritalStatus, Sex

BLOCK = 64
"""People in a block."""

ELDEST = 85
LEGAL_ADULT = 18
USUALLY_MARRIED = 25


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a household, before anything else is known of them."""

    kind: Kind
    sex: Sex
    age: int
    """Full years."""
    country: str = "IDN"
    marital: MaritalStatus = "UNMARRIED"
    is_child: bool = False
    """A child of the household's parents."""


@dataclass(frozen=True, slots=True)
class Household:
    """People who share a family card and an address."""

    district: str
    culture: str
    seats: tuple[Seat, ...]


HOUSEHOLDS: Weighted[str] = Weighted.of(
    {
        "family": 45.0,
        "single": 13.0,
        "elder": 6.0,
        "mixed": 11.0,
        "foreign": 15.0,
        "abroad": 14.5,
        "returner": 3.6,
        "unregistered": 1.4,
    }
)


def block(chance: Chance) -> Iterator[Household]:
    """Households of 64 people in all."""
    free = BLOCK
    while free:
        kind = chance.draw(HOUSEHOLDS)
        seats = tuple(_MAKERS[kind](chance))[:free]
        free -= len(seats)
        many = kind in {"foreign", "mixed"}
        home = regions().foreign if many else regions().home
        province = chance.draw(home)
        yield Household(
            regions().district(chance, province),
            chance.draw(regions().provinces[province].cultures),
            seats,
        )


def _family(chance: Chance) -> Iterator[Seat]:
    age = chance.whole(23, 68)
    father = Seat("CITIZEN", "M", min(ELDEST, age + chance.whole(0, 6)))
    mother = Seat("CITIZEN", "F", age)
    yield from _parents(chance, father, mother)
    yield from _children(chance, age, Seat("CITIZEN", "F", 0), chance.whole(0, 4))


def _single(chance: Chance) -> Iterator[Seat]:
    age = chance.whole(18, 60)
    yield Seat("CITIZEN", _sex(chance), age, marital=_marital(chance, age))


def _elder(chance: Chance) -> Iterator[Seat]:
    age = chance.whole(62, ELDEST)
    yield Seat("CITIZEN", _sex(chance), age, marital="WIDOWED")


def _mixed(chance: Chance) -> Iterator[Seat]:
    country = chance.draw(nationalities())
    age = chance.whole(26, 58)
    if chance.roll(0.65):
        husband = Seat("FOREIGNER", "M", age + chance.whole(0, 8), country)
        wife = Seat("CITIZEN", "F", age)
    else:
        husband = Seat("CITIZEN", "M", age + chance.whole(0, 4))
        wife = Seat("FOREIGNER", "F", age, country)
    yield from _parents(chance, husband, wife)
    child = Seat("DUAL_CHILD", "F", 0, country)
    yield from _children(chance, age, child, chance.whole(0, 3))


def _foreign(chance: Chance) -> Iterator[Seat]:
    country = chance.draw(nationalities())
    age = chance.whole(22, 65)
    marital = _marital(chance, age)
    yield Seat("FOREIGNER", "M" if chance.roll(0.7) else "F", age, country, marital)


def _abroad(chance: Chance) -> Iterator[Seat]:
    _, country = chance.draw(missions())
    age = chance.whole(20, 62)
    sex = _sex(chance)
    yield Seat("ABROAD", sex, age, country, _marital(chance, age))
    if chance.roll(0.15):
        other: Sex = "F" if sex == "M" else "M"
        yield Seat("ABROAD", other, max(20, age - 2), country, "MARRIED")


def _returner(chance: Chance) -> Iterator[Seat]:
    country = chance.draw(missions())[1]
    age = chance.whole(32, 70)
    yield Seat("RETURNER", _sex(chance), age, country, _marital(chance, age))


def _unregistered(chance: Chance) -> Iterator[Seat]:
    yield Seat("UNREGISTERED", _sex(chance), chance.whole(18, 60))


_MAKERS: dict[str, Callable[[Chance], Iterator[Seat]]] = {
    "family": _family,
    "single": _single,
    "elder": _elder,
    "mixed": _mixed,
    "foreign": _foreign,
    "abroad": _abroad,
    "returner": _returner,
    "unregistered": _unregistered,
}


def _parents(chance: Chance, father: Seat, mother: Seat) -> Iterator[Seat]:
    alone: MaritalStatus | None = None
    if father.kind == mother.kind and chance.roll(0.12):
        alone = chance.pick(("DIVORCED", "WIDOWED"))
    if not alone:
        yield replace(father, marital="MARRIED")
    yield replace(mother, marital=alone or "MARRIED")


def _children(chance: Chance, mother: int, child: Seat, count: int) -> Iterator[Seat]:
    oldest = min(mother - 19, 24)
    for _ in range(count if oldest > 0 else 0):
        age = chance.whole(0, oldest)
        if child.kind == "DUAL_CHILD" and oldest > LEGAL_ADULT and chance.roll(0.35):
            age = chance.whole(LEGAL_ADULT, oldest)
        yield replace(child, sex=_sex(chance), age=age, is_child=True)


def _sex(chance: Chance) -> Sex:
    return "M" if chance.roll(0.505) else "F"


def _marital(chance: Chance, age: int) -> MaritalStatus:
    if chance.roll(0.85 if age < USUALLY_MARRIED else 0.15):
        return "UNMARRIED"
    return "DIVORCED" if chance.roll(0.1) else "MARRIED"
