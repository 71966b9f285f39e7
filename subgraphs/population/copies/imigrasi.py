"""The immigration system (SIMKIM): people, passports, permits, crossings.

Known are citizens with a passport, foreigners, dual children and those who came
back. A foreigner who became a citizen can stand here twice: once as a foreigner,
once as the holder of an Indonesian passport.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal

from subgraphs.population.chance import Chance
from subgraphs.population.copies.assertion import (
    AssertionColumns,
    by_birth,
    by_decision,
)
from subgraphs.population.copies.desk import Desk, person_columns
from subgraphs.population.copying import names, values
from subgraphs.population.facts import Case, Passport, Person
from subgraphs.population.lives import LINGERS, YEAR, residence
from subgraphs.population.names import checkpoints
from subgraphs.population.regions import LIST_VERSION
from subgraphs.population.rows import (
    Crossing,
    ImmigrationPerson,
    Skim,
    Status,
    StayPermit,
)
from subgraphs.population.rows import Passport as PassportRow

JAKARTA = timezone(timedelta(hours=7), "WIB")

Direction = Literal["ENTRY", "EXIT"]

ImmigrationRow = ImmigrationPerson | PassportRow | StayPermit | Skim | Crossing

SKIM_BASES = frozenset({"ART8", "ART19", "ART31"})
"""Cases that need a residence certificate (UU 12/2006 art. 9, 19)."""

SPLIT_RECORDS = 0.15
"""Share of new citizens whose Indonesian passport stands under another record."""

TAKEN_OVER = 0.85
"""Share of decisions and choices that reach immigration: an assumption."""

DOUBLE_RECORDS = 0.004
"""Share of others with a second record: an assumption, as that of two NIKs."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """One of a person's records: its number, and the papers in it."""

    number: int
    passports: tuple[Passport, ...]
    papers: bool
    """Whether permits, certificates and crossings stand in this record."""


def immigration_rows(desk: Desk, person: Person) -> Iterator[ImmigrationRow]:
    """The rows of a person: none, or one record or two with their papers."""
    if not (person.passports or person.permits):
        return
    chance = desk.chance(person)
    for dossier in _dossiers(chance, person):
        yield _person_row(desk, chance, person, dossier)
        yield from _passports(desk, person, dossier)
        if dossier.papers:
            yield from _permits(desk, chance, person)
            yield from _skims(desk, person)
            yield from _crossings(desk, chance, person)


def skim_number(desk: Desk, person: Person, case: Case) -> str | None:
    """The number of the certificate that a case rests on."""
    if case.basis not in SKIM_BASES:
        return None
    return f"SKIM-{case.filed_on.year}-{desk.number('skim', person)}"


def _dossiers(chance: Chance, person: Person) -> tuple[Dossier, ...]:
    own = tuple(one for one in person.passports if one.country == "IDN")
    foreign = tuple(one for one in person.passports if one.country != "IDN")
    if person.kind in {"FOREIGNER", "RETURNER"}:
        if own and chance.roll(SPLIT_RECORDS):
            return Dossier(0, foreign, papers=True), Dossier(1, own, papers=False)
        return (Dossier(0, person.passports, papers=True),)
    if chance.roll(DOUBLE_RECORDS) and len(person.passports) > 1:
        first, *others = person.passports
        return Dossier(0, (first,), papers=True), Dossier(
            1, tuple(others), papers=False
        )
    return (Dossier(0, person.passports, papers=True),)


def _person_row(
    desk: Desk, chance: Chance, person: Person, dossier: Dossier
) -> ImmigrationPerson:
    copy = desk.copy(chance, person)
    foreigner = bool(person.permits) and dossier.papers
    citizenship = _citizenship(desk, chance, person, dossier)
    dual = person.dual
    choice, affidavit = _choice(desk, chance, person)
    return ImmigrationPerson(
        handle=desk.handle("persons", person, dossier.number),
        niora=f"NIORA-{desk.number('niora', person)}" if foreigner else None,
        machine_readable_name=names.name(copy),
        **person_columns(copy),
        nationality=_nationality(person, dossier, citizenship["citizenship_status"]),
        nik=values.nik(copy, 0.4 if foreigner else 0.08),
        region_code=person.district[:2],
        region_list_version=LIST_VERSION,
        **citizenship,
        limited_dual_registration_number=f"ABG-{desk.number('abg', person)}"
        if dual
        else None,
        affidavit_number=affidavit,
        limited_dual_registered_on=dual.registered_on if dual else None,
        limited_dual_parent_nik=dual.parent_nik if dual else None,
        limited_dual_choice=choice,
        limited_dual_choice_deadline=dual.deadline if dual else None,
        travel_ban=chance.roll(0.003),
    )


def _nationality(person: Person, dossier: Dossier, status: Status) -> str:
    if status == "WNI" or person.kind in {"CITIZEN", "ABROAD"}:
        return "IDN"
    held = [passport.country for passport in dossier.passports]
    return "IDN" if person.dual and "IDN" in held else person.country


def _citizenship(
    desk: Desk, chance: Chance, person: Person, dossier: Dossier
) -> AssertionColumns:
    own = any(passport.country == "IDN" for passport in dossier.passports)
    for case in reversed(person.cases):
        if case.decision is None:
            continue
        late = timedelta(days=chance.days(20, 0.8))
        recorded = case.decision.effective_on + late
        if recorded <= desk.today and (chance.roll(TAKEN_OVER) or own):
            return by_decision(case.decision, recorded, "imigrasi")
    recorded = min(person.since + timedelta(days=chance.whole(0, 90)), desk.today)
    return by_birth(_status(person), person.birth.day, recorded, "imigrasi")


def _status(person: Person) -> Status:
    match person.kind:
        case "DUAL_CHILD":
            return "ABG"
        case "FOREIGNER" | "RETURNER":
            return "STATELESS" if person.country == "XXA" else "WNA"
        case "CITIZEN" | "ABROAD" | "UNREGISTERED":
            return "WNI"


def _choice(
    desk: Desk, chance: Chance, person: Person
) -> tuple[Status | None, str | None]:
    """The choice as immigration knows it, and the affidavit while it is live."""
    if person.dual is None:
        return None, None
    affidavit = f"AFF-{desk.number('affidavit', person)}"
    if not person.cases or person.cases[-1].decision is None:
        return None, affidavit
    choice = person.cases[-1].status if chance.roll(TAKEN_OVER) else None
    return choice, affidavit if chance.roll(LINGERS["affidavit"]) else None


def _passports(desk: Desk, person: Person, dossier: Dossier) -> Iterator[PassportRow]:
    for place, passport in enumerate(dossier.passports):
        yield PassportRow(
            handle=desk.handle("passports", person, dossier.number * 8 + place),
            person_handle=desk.handle("persons", person, dossier.number),
            number=passport.number,
            country=passport.country,
            kind="ORDINARY",
            issued_on=passport.issued_on,
            expires_on=passport.expires_on,
            state=passport.state,
        )


def _permits(desk: Desk, chance: Chance, person: Person) -> Iterator[StayPermit]:
    sponsor = person.neighbour_nik if chance.roll(0.8) else None
    for place, permit in enumerate(person.permits):
        yield StayPermit(
            handle=desk.handle("permits", person, place),
            person_handle=desk.handle("persons", person),
            number=f"{permit.kind}-{desk.number('permit', person, place)}",
            kind=permit.kind,
            valid_from=permit.valid_from,
            valid_to=permit.valid_to,
            sponsor_nik=sponsor,
        )


def _skims(desk: Desk, person: Person) -> Iterator[Skim]:
    for case in person.cases:
        number = skim_number(desk, person, case)
        if number is None:
            continue
        issued = case.filed_on - timedelta(days=10)
        stay = residence(person.permits, issued)
        yield Skim(
            handle=desk.handle("skims", person),
            person_handle=desk.handle("persons", person),
            number=number,
            purpose=case.basis,
            issued_on=issued,
            continuous_years=round(stay.continuous_days / YEAR, 2),
            total_years=round(stay.total_days / YEAR, 2),
        )


def _crossings(desk: Desk, chance: Chance, person: Person) -> Iterator[Crossing]:
    """Entries and exits in turn: arrival or departure, then short trips."""
    for place, (day, direction) in enumerate(_trips(desk, chance, person)):
        at = datetime(day.year, day.month, day.day, tzinfo=JAKARTA)
        yield Crossing(
            handle=desk.handle("crossings", person, place),
            person_handle=desk.handle("persons", person),
            crossed_at=at + timedelta(minutes=chance.whole(0, 1439)),
            direction=direction,
            checkpoint=chance.pick(checkpoints()),
        )


def _trips(
    desk: Desk, chance: Chance, person: Person
) -> Iterator[tuple[date, Direction]]:
    day = person.since
    if person.permits:
        yield day, "ENTRY"
    elif person.kind == "ABROAD":
        yield day, "EXIT"
    else:
        day = max(person.passports[-1].issued_on, desk.days_ago(3000))
    away: tuple[Direction, Direction] = (
        ("ENTRY", "EXIT") if person.kind == "ABROAD" else ("EXIT", "ENTRY")
    )
    for _ in range(chance.whole(0, 3)):
        first = day + timedelta(days=chance.whole(60, 700))
        day = first + timedelta(days=chance.whole(3, 28))
        if day > desk.today:
            return
        yield first, away[0]
        yield day, away[1]
