"""Inmates (SDP) and their aliases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from subgraphs.population.chance import Chance
from subgraphs.population.copies.desk import Desk, person_columns
from subgraphs.population.copying import names, values
from subgraphs.population.facts import Person
from subgraphs.population.regions import regions
from subgraphs.population.rows import Inmate, InmateAlias, Status

LEFT_OUT = 0.5
"""The model's share of inmates without a NIK counts those who have none; of the
others this part of it is left out, an assumption that keeps the whole near it."""


def inmate_rows(desk: Desk, person: Person) -> Iterator[Inmate | InmateAlias]:
    """The rows of a person who is held."""
    if not person.inmate:
        return
    chance = desk.chance(person)
    copy = desk.copy(chance, person)
    copy = replace(copy, alias=values.alias(copy))
    handle = desk.handle("inmates", person)
    held_from = desk.days_ago(chance.whole(5, 2500))
    expected = held_from + timedelta(days=chance.days(1100, 0.7))
    regency = chance.pick(regions().provinces[person.district[:2]].regencies)
    yield Inmate(
        handle=handle,
        register_number=f"REG-{desk.number('inmate', person)}",
        name=names.name(copy),
        birth_place=values.birth_place(copy),
        **person_columns(copy),
        nik=values.nik(copy, desk.model.nik_missing_inmates * LEFT_OUT),
        stated_citizenship=_stated(chance, person),
        facility=f"LAPAS {regions().place_names[regency]}",
        held_from=held_from,
        expected_release=max(expected, desk.today + timedelta(days=chance.whole(1, 60)))
        if chance.roll(0.97)
        else None,
    )
    if copy.alias:
        yield InmateAlias(inmate_handle=handle, position=0, alias=copy.alias)


def _stated(chance: Chance, person: Person) -> Status:
    if person.kind in {"FOREIGNER", "RETURNER"}:
        return "WNI" if chance.roll(0.15) else "WNA"
    return "UNDETERMINED" if chance.roll(0.01) else "WNI"
