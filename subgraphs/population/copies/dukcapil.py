"""The population register (SIAK): residents.

Foreigners are registered once they hold a permanent permit. A decision reaches
the register after some days, or never; until then it says what it said before.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

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
from subgraphs.population.regions import LIST_VERSION
from subgraphs.population.rows import IdentityCard, RegisterState, Resident, Status

CARD_AGE = 17
OLD = 68
DEEDS_USUAL = 1990
"""Who was born later usually has a birth deed: an assumption."""
UPDATED = {"WNI": 0.9, "WNA": 0.72}
"""Share of decisions that ever reach the register, by status: assumptions."""
UPDATE_DAYS = {"WNI": (9.0, 0.8), "WNA": (40.0, 0.9)}
"""Median and spread of the days it takes: assumptions."""
WRONG_CARD = 0.025
"""Share of permanent-permit holders with a citizen's card: an assumption."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register says of someone's status."""

    citizenship: AssertionColumns
    state: RegisterState
    card: IdentityCard


def residents(desk: Desk, person: Person) -> Iterator[Resident]:
    """The rows of a person: none, one, or one per NIK."""
    if person.nik is None:
        return
    chance = desk.chance(person)
    entry = _entry(desk, chance, person)
    yield _row(desk, chance, person, entry, (person.nik, 0))
    if person.second_nik:
        if chance.roll(0.5):
            entry = replace(entry, state="DUPLICATE")
        yield _row(desk, chance, person, entry, (person.second_nik, 1))


def _row(
    desk: Desk, chance: Chance, person: Person, entry: Entry, nik: tuple[str, int]
) -> Resident:
    copy = desk.copy(chance, person)
    foreign = person.kind == "FOREIGNER"
    number, place = nik
    return Resident(
        handle=desk.handle("residents", person, place),
        nik=number,
        legacy_niks=(person.legacy_nik,) if person.legacy_nik and not place else (),
        family_card_number=person.family_card,
        name=names.name(copy),
        birth_place=values.birth_place(copy),
        **person_columns(copy),
        **entry.citizenship,
        identity_card=entry.card,
        foreign_document_number=_foreign_document(person) if foreign else None,
        mother_nik=person.mother_nik,
        mother_name=None if foreign and chance.roll(0.4) else person.mother_name,
        region_code=person.district,
        region_list_version=LIST_VERSION,
        marital_status=person.marital,
        religion=person.religion,
        birth_deed_number=_deed(desk, chance, person),
        register_state=entry.state,
        disability=chance.pick(_DISABILITIES) if chance.roll(0.012) else None,
        fingerprint_reference=f"FP-{desk.number('fingerprint', person, place)}"
        if _age(desk, person) >= CARD_AGE
        else None,
    )


_DISABILITIES = ("FISIK", "NETRA", "RUNGU", "MENTAL", "FISIK DAN MENTAL")


def _foreign_document(person: Person) -> str:
    """The passport at the first permanent permit; renewals are not followed."""
    foreign = tuple(one for one in person.passports if one.country != "IDN")
    starts = (one.valid_from for one in person.permits if one.kind == "ITAP")
    shown = passport_at(foreign, next(starts, person.since))
    return (shown or foreign[-1]).number


def _deed(desk: Desk, chance: Chance, person: Person) -> str | None:
    young = person.birth.day.year > DEEDS_USUAL
    if not person.citizen_by_birth or not chance.roll(0.9 if young else 0.35):
        return None
    return f"AL-{desk.number('deed', person)}"


def _age(desk: Desk, person: Person) -> float:
    return (desk.today - person.birth.day).days / YEAR


def _entry(desk: Desk, chance: Chance, person: Person) -> Entry:
    decision = person.cases[-1].decision if person.cases else None
    if decision:
        late = timedelta(days=chance.days(*UPDATE_DAYS[decision.status]))
        recorded = decision.effective_on + late
        if chance.roll(UPDATED[decision.status]) and recorded <= desk.today:
            decided = by_decision(decision, recorded, "dukcapil")
            return Entry(decided, *_after(desk, chance, person, decision.status))
    return _before(desk, chance, person)


def _after(
    desk: Desk, chance: Chance, person: Person, status: Status
) -> tuple[RegisterState, IdentityCard]:
    if status == "WNI":
        return "ACTIVE", _citizen_card(desk, person)
    return ("EMIGRATED" if chance.roll(0.6) else "BLOCKED"), "NONE"


def _before(desk: Desk, chance: Chance, person: Person) -> Entry:
    """What the register says while it knows of no decision."""
    born = person.birth.day
    since = person.since + timedelta(days=chance.whole(10, 400))
    recorded = min(since, desk.today)
    status: Status = "WNI"
    state: RegisterState = "ACTIVE"
    card = _citizen_card(desk, person)
    match person.kind:
        case "FOREIGNER":
            status = "STATELESS" if person.country == "XXA" else "WNA"
            card = "CITIZEN" if chance.roll(WRONG_CARD) else "FOREIGNER"
        case "DUAL_CHILD":
            status = "ABG" if chance.roll(0.75) else "WNI"
        case "ABROAD":
            if chance.roll(_blocked_rate(desk)):
                state = "BLOCKED" if chance.roll(0.5) else "EMIGRATED"
        case "RETURNER":
            state = chance.pick(("BLOCKED", "EMIGRATED", "EMIGRATED", "ACTIVE"))
        case "CITIZEN":
            status = "UNDETERMINED" if chance.roll(0.002) else "WNI"
            old = _age(desk, person) > OLD
            state = "DECEASED" if old and chance.roll(0.12) else "ACTIVE"
        case "UNREGISTERED":
            pass
    return Entry(by_birth(status, born, recorded, "dukcapil"), state, card)


def _blocked_rate(desk: Desk) -> float:
    operator = desk.model.nik_operators["blocked_or_deleted"]
    return float(operator["rate_emigrants"])


def _citizen_card(desk: Desk, person: Person) -> IdentityCard:
    return "CITIZEN" if _age(desk, person) >= CARD_AGE else "NONE"
