"""Citizens abroad who reported to a mission (Peduli WNI)."""

from collections.abc import Iterator
from datetime import date, timedelta

from subgraphs.population.chance import Chance
from subgraphs.population.copies.assertion import (
    AssertionColumns,
    by_birth,
    by_decision,
)
from subgraphs.population.copies.desk import Desk, person_columns
from subgraphs.population.copying import names, values
from subgraphs.population.facts import Person
from subgraphs.population.lives import YEAR, passport_at
from subgraphs.population.names import missions
from subgraphs.population.rows import CitizenAbroad

REPORTED = {"ABROAD": 0.93, "DUAL_CHILD": 0.12, "RETURNER": 0.55, "CITIZEN": 0.004}
"""Share of people who reported, by kind: assumptions."""

NIK_MISSING = 0.10
TWICE = 0.02
"""Share of people who reported twice: an assumption."""

RENEWAL_TOLD = 0.7
"""Share of those who renewed their passport since and told: an assumption."""

TOLD = 0.7
"""Share of losses of which the mission is told: an assumption."""

DECLARED = 0.5
"""Share of those away for five years who declared to stay citizens: an assumption."""


def citizens_abroad(desk: Desk, person: Person) -> Iterator[CitizenAbroad]:
    """The rows of a person: none, one, or two reports."""
    chance = desk.chance(person)
    if not chance.roll(REPORTED.get(person.kind, 0.0)):
        return
    post, country = _post(chance, person)
    first = _first_report(desk, chance, person)
    yield _row(desk, chance, person, (0, post, country, first))
    if chance.roll(TWICE):
        again = chance.day(first, desk.today)
        yield _row(desk, chance, person, (1, post, country, again))


def _post(chance: Chance, person: Person) -> tuple[str, str]:
    near = [one for one in missions().items if one[1] == person.country]
    return chance.pick(near) if near else chance.draw(missions())


def _first_report(desk: Desk, chance: Chance, person: Person) -> date:
    if person.kind == "ABROAD":
        late = timedelta(days=chance.days(40, 1.2))
        return min(person.since + late, desk.today)
    latest = person.since if person.kind == "RETURNER" else desk.days_ago(100)
    earliest = max(person.birth.day, latest - timedelta(days=3000))
    return chance.day(earliest, latest)


def _row(
    desk: Desk,
    chance: Chance,
    person: Person,
    report: tuple[int, str, str, date],
) -> CitizenAbroad:
    number, post, country, reported_on = report
    copy = desk.copy(chance, person, country)
    return CitizenAbroad(
        handle=desk.handle("citizens_abroad", person, number),
        report_number=f"LD-{reported_on.year}-{desk.number('report', person, number)}",
        name=names.name(copy),
        **person_columns(copy),
        nik=values.nik(copy, NIK_MISSING),
        passport_number=_passport(chance, person, reported_on),
        post=post,
        country=country,
        reported_on=reported_on,
        declared_to_keep_citizenship_on=_declared(desk, chance, reported_on),
        **_citizenship(desk, chance, person, reported_on),
        sksk_number=f"SKSK-{desk.number('sksk', person)}"
        if chance.roll(0.03)
        else None,
    )


def _passport(chance: Chance, person: Person, reported_on: date) -> str | None:
    """The Indonesian passport shown at the report, or the one told of later."""
    own = tuple(one for one in person.passports if one.country == "IDN")
    shown = passport_at(own, reported_on)
    if shown is None and own and chance.roll(RENEWAL_TOLD):
        shown = own[0]
    return shown.number if shown and chance.roll(0.9) else None


def _declared(desk: Desk, chance: Chance, reported_on: date) -> date | None:
    due = reported_on + timedelta(days=round(5 * YEAR))
    if due > desk.today or not chance.roll(DECLARED):
        return None
    return min(due - timedelta(days=chance.whole(1, 300)), desk.today)


def _citizenship(
    desk: Desk, chance: Chance, person: Person, reported_on: date
) -> AssertionColumns:
    for case in reversed(person.cases):
        decision = case.decision
        if decision and decision.basis in {"ART23", "ART26"}:
            known = decision.effective_on + timedelta(days=chance.days(30, 0.8))
            if known <= desk.today and chance.roll(TOLD):
                return by_decision(decision, known, "kemlu")
    return by_birth(
        "ABG" if person.dual else "WNI", person.birth.day, reported_on, "kemlu"
    )
