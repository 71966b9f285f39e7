"""Names of invented people, by culture, cohort and sex.

The lists are data (`data/names.json`, `data/foreign_names.json`); the Javanese
ones are joined by the word lists of faker's id_ID provider. Which share of a
cohort bears a single name (mononym) comes from the variation model.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from faker.providers.person.id_ID import Provider as Faker

from subgraphs.population.chance import Chance, Weighted
from subgraphs.population.model import variation_model

_NEARLY_ALL = 90
"""Per cent."""

MIDDLE_FROM, LATE_FROM = 1970, 1995
"""The years of birth at which the middle and the late cohort begin."""


@dataclass(frozen=True, slots=True)
class FullName:
    """A name in capitals as the first civil document has it."""

    given: str
    surname: str
    """Clan (marga) or foreign surname; empty where there is none."""
    father: str
    """The father's given name, for patronymics."""
    surname_first: bool = False

    @property
    def civil(self) -> str:
        """The whole name, in its own order."""
        parts = (self.given, self.surname)
        return " ".join(reversed(parts) if self.surname_first else parts).strip()


@dataclass(frozen=True, slots=True)
class Cohort:
    """The lists of one culture, cohort and sex."""

    given: Weighted[str]
    second: Weighted[str]
    single: Weighted[str]
    """What mononyms are drawn from."""


@dataclass(frozen=True, slots=True)
class Culture:
    """The lists of one culture."""

    religions: Weighted[str]
    cohorts: Mapping[tuple[str, str], Cohort]
    """By sex (M, F) and cohort (E, M, L)."""
    clans: Weighted[str] | None
    muslim: bool
    """Whether nearly all are Muslims, so that many names begin alike."""


def cohort_of(year: int) -> str:
    """The letter of the cohort born in this year."""
    if year < MIDDLE_FROM:
        return "E"
    return "M" if year < LATE_FROM else "L"


def citizen_name(
    chance: Chance, culture: str, sex: str, year: int, clan: str | None = None
) -> FullName:
    """A name of someone born in Indonesia.

    Args:
        chance: The person's generator.
        culture: A key of `cultures()`.
        sex: M or F.
        year: Of birth.
        clan: The father's clan, where the person's father is known.
    """
    lists = cultures()[culture]
    cohort = lists.cohorts[sex, cohort_of(year)]
    surname = clan if clan is not None else _clan(chance, lists)
    father = chance.draw(lists.cohorts["M", cohort_of(year - 30)].given)
    if culture != "BALI" and not surname and chance.roll(_mononyms(year)):
        return FullName(chance.draw(cohort.single), "", father)
    given = chance.draw(cohort.given)
    if not surname or chance.roll(0.5):
        given = f"{given} {chance.draw(cohort.second)}"
    if lists.muslim and chance.roll(0.3):
        given = f"{_prefix(chance, sex, year)}{given}"
    words = dict.fromkeys(given.split())
    return FullName(" ".join(words), surname, father)


def foreign_name(chance: Chance, country: str, sex: str) -> FullName:
    """A name of someone of this nationality (ICAO 9303 code)."""
    lists = countries()[country]
    given = chance.draw(lists.given[sex])
    if lists.surname_order == "GF" and chance.roll(0.35):
        middle = chance.draw(lists.given[sex])
        given = given if middle == given else f"{given} {middle}"
    surname = chance.draw(lists.surnames)
    if lists.surname_order == "P":
        return FullName(f"{given} {surname}", "", surname)
    return FullName(
        given, surname, chance.draw(lists.given["M"]), lists.surname_order == "SF"
    )


def _clan(chance: Chance, lists: Culture) -> str:
    if lists.clans is None or chance.roll(0.12):
        return ""
    return chance.draw(lists.clans)


def _mononyms(year: int) -> float:
    return variation_model().mononym_share.at(year)


def _prefix(chance: Chance, sex: str, year: int) -> str:
    if year < MIDDLE_FROM:
        return ""
    if sex == "M":
        return "MUHAMMAD " if chance.roll(0.45) else ""
    return f"{chance.pick(('SITI', 'NUR', 'SRI', 'DEWI'))} "


@dataclass(frozen=True, slots=True)
class Country:
    """Names and places of one nationality."""

    surname_order: str
    """GF given first, SF surname first, P a patronymic."""
    given: Mapping[str, Weighted[str]]
    surnames: Weighted[str]
    places: tuple[str, ...]
    religion: str


@cache
def cultures() -> Mapping[str, Culture]:
    """Cultures by name."""
    raw: dict[str, Any] = _load("names.json")["cultures"]
    return {name: _culture(name, lists) for name, lists in raw.items()}


@cache
def countries() -> Mapping[str, Country]:
    """Countries by code."""
    raw: dict[str, Any] = _load("foreign_names.json")["countries"]
    return {
        code: Country(
            lists["order"],
            {sex: Weighted.ranked(words(lists[sex])) for sex in ("M", "F")},
            Weighted.ranked(words(lists["surnames"])),
            tuple(lists["places"].split("|")),
            lists["religion"],
        )
        for code, lists in raw.items()
    }


@cache
def nationalities() -> Weighted[str]:
    """Nationalities of foreigners, by weight."""
    raw: dict[str, Any] = _load("foreign_names.json")["countries"]
    return Weighted.of({code: float(lists["weight"]) for code, lists in raw.items()})


@cache
def missions() -> Weighted[tuple[str, str]]:
    """Missions abroad with their country, by weight."""
    raw: list[tuple[str, str, float]] = _load("foreign_names.json")["missions"]
    return Weighted.of({(post, country): weight for post, country, weight in raw})


@cache
def checkpoints() -> tuple[str, ...]:
    """Border checkpoints."""
    return tuple(_load("foreign_names.json")["checkpoints"])


def words(text: str) -> tuple[str, ...]:
    """A list held as text: split at `|` where it has one, else at spaces."""
    return tuple(text.split("|") if "|" in text else text.split())


def _culture(name: str, lists: dict[str, Any]) -> Culture:
    return Culture(
        Weighted.of(lists["religion"]),
        {
            (sex, cohort): _cohort(name, lists, sex, cohort)
            for sex in ("M", "F")
            for cohort in ("E", "M", "L")
        },
        Weighted.ranked(words(lists["clans"]), 20) if lists["clans"] else None,
        lists["religion"].get("ISLAM", 0) > _NEARLY_ALL,
    )


def _cohort(name: str, lists: dict[str, Any], sex: str, cohort: str) -> Cohort:
    given = words(lists[sex][cohort])
    second = words(lists["second"][sex][cohort])
    made = [
        stem + ending
        for ending in words(lists.get("endings", {}).get(sex, ""))
        for stem in words(lists.get("stems", {}).get(sex, ""))
    ]
    if name == "JAWA" and cohort != "E":
        male = sex == "M"
        first = Faker.first_names_male if male else Faker.first_names_female
        last = Faker.last_names_male if male else Faker.last_names_female
        clans = set(words(_load("names.json")["cultures"]["BATAK"]["clans"]))
        given = _joined(given, first, set())
        second = _joined(second, last, clans)
    known = tuple(variation_model().top_names[sex]) if name == "JAWA" else ()
    alone = known if cohort == "E" else ()
    single = Weighted.ranked(_joined(alone, [*given, *made], set()), 25)
    return Cohort(Weighted.ranked(given, 15), Weighted.ranked(second, 10), single)


def _joined(
    own: tuple[str, ...], more: "tuple[str, ...] | list[str]", without: set[str]
) -> tuple[str, ...]:
    merged = dict.fromkeys([*own, *(word.upper() for word in more)])
    return tuple(word for word in merged if word not in without)


@cache
def _load(name: str) -> dict[str, Any]:
    text = files("subgraphs.population").joinpath("data", name)
    loaded: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return loaded
