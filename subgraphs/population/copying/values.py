"""An agency's copy of a sex, a date, a place, a NIK, an alias: errors included.

How often each goes wrong comes from the variation model.
"""

from dataclasses import replace
from datetime import date

from subgraphs.population import nik as niks
from subgraphs.population.copying.context import FLAGGED, Copy
from subgraphs.population.copying.slip import mistyped
from subgraphs.population.facts import BirthDate
from subgraphs.population.operators import dates, places
from subgraphs.population.rows import Sex

_DEFAULT_FOR_TRUE = 0.15
"""Share of wrong dates that are a default where the true one is known: an
assumption."""


def sex(copy: Copy) -> Sex:
    """The sex as the system holds it."""
    if copy.chance.roll(copy.model.rate("sex_flip")):
        return "F" if copy.person.sex == "M" else "M"
    return copy.person.sex


def birth_date(copy: Copy) -> BirthDate:
    """The birth date as the system holds it; some systems don't mark imputed ones."""
    birth = copy.person.birth
    if copy.chance.roll(copy.model.rate("date")):
        birth = replace(birth, day=_wrong_day(copy))
    if birth.imputed and not copy.chance.roll(FLAGGED[copy.system]):
        return BirthDate(birth.day)
    return birth


def _wrong_day(copy: Copy) -> date:
    chance, birth = copy.chance, copy.person.birth
    default = chance.pick(tuple(copy.model.imputed_defaults))
    if birth.imputed or chance.roll(_DEFAULT_FOR_TRUE):
        wrong = dates.default_day(birth.day, default)
    else:
        wrong = chance.pick(
            (
                dates.swap_day_month(birth.day),
                dates.shift_year(birth.day, chance.pick((-1, 1))),
                dates.transpose_day(birth.day),
                dates.transpose_year(birth.day),
            )
        )
    return wrong if wrong <= copy.today else birth.day


def birth_place(copy: Copy) -> str:
    """The place of birth as the system holds it."""
    chance, place = copy.chance, copy.person.birth_place
    if not chance.roll(copy.model.rate("birthplace")):
        return place
    if copy.person.kind == "FOREIGNER":
        return mistyped(copy, place)
    return chance.pick(
        (
            places.with_kind(place, chance.pick(("KAB.", "KOTA"))),
            places.old_name(place),
            places.abbreviate(place),
            places.city_alone(place),
            mistyped(copy, place),
            places.country_instead(place),
        )
    )


def nik(copy: Copy, missing: float) -> str | None:
    """The NIK as the system holds it.

    Args:
        copy: The copy being made.
        missing: Share of copies without one.
    """
    chance, model, person = copy.chance, copy.model, copy.person
    if person.nik is None or chance.roll(missing):
        return None
    held = person.nik
    if person.legacy_nik and chance.roll(0.3):
        held = person.legacy_nik
    elif person.second_nik and chance.roll(0.5):
        held = person.second_nik
    if person.neighbour_nik and chance.roll(model.nik_rate("shared_nik")):
        held = person.neighbour_nik
    if chance.roll(model.nik_rate("typo")):
        held = niks.retype(held, chance.whole(0, 15), chance.digits(1))
    return held


def alias(copy: Copy) -> str | None:
    """Another name by which an inmate goes, at the rate of the register."""
    if not copy.chance.roll(copy.model.rate_at("alias", copy.system)):
        return None
    given = copy.person.name.given.split()
    short = copy.chance.pick((given[-1][:4], given[0][-4:]))
    return copy.person.name.father if short in given else short
