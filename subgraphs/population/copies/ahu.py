"""Citizenship cases (SAKE): applicants, cases, and how long each stage took."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TypedDict

from subgraphs.population.casework import BY_PRESIDENT
from subgraphs.population.chance import Chance
from subgraphs.population.copies.assertion import by_decision
from subgraphs.population.copies.desk import Desk, person_columns
from subgraphs.population.copies.imigrasi import skim_number
from subgraphs.population.copying import names, values
from subgraphs.population.facts import Case, Decision, Person
from subgraphs.population.lives import YEAR, passport_at
from subgraphs.population.regions import LIST_VERSION
from subgraphs.population.rows import Applicant, Basis, CaseStageSpan, Status
from subgraphs.population.rows import Case as CaseRow

NIK_MISSING = {True: 0.06, False: 0.35}
"""Share of applicants without a NIK, by whether born a citizen. The second is of
the variation model, the first an assumption."""

SHOWN = 0.88
"""Share of applicants whose passport is noted: an assumption."""

TWO_APPLICANTS = 0.3
"""Share of people with two cases who stand here once per case: an assumption."""

AhuRow = Applicant | CaseRow | CaseStageSpan


def ahu_rows(desk: Desk, person: Person) -> Iterator[AhuRow]:
    """The rows of a person who has a case."""
    if not person.cases:
        return
    chance = desk.chance(person)
    apart = len(person.cases) > 1 and chance.roll(TWO_APPLICANTS)
    for number, case in enumerate(person.cases):
        holder = number if apart else 0
        if number == holder:
            yield _applicant(desk, chance, person, holder)
        yield _case(desk, person, case, holder)
        yield from _history(case)


def _applicant(desk: Desk, chance: Chance, person: Person, number: int) -> Applicant:
    copy = desk.copy(chance, person)
    filed_on = person.cases[number].filed_on
    origin = "IDN" if person.kind == "ABROAD" else person.country
    shown = passport_at(person.passports, filed_on) if chance.roll(SHOWN) else None
    return Applicant(
        handle=desk.handle("applicants", person, number),
        name=names.name(copy),
        birth_place=values.birth_place(copy),
        **person_columns(copy),
        nik=values.nik(copy, NIK_MISSING[person.citizen_by_birth]),
        passport_number=shown.number if shown else None,
        origin_country=origin,
        is_child=(filed_on - person.birth.day).days < 18 * YEAR,
        income=chance.whole(30, 900) * 100_000 if chance.roll(0.9) else None,
        health_letter=chance.roll(0.95),
        police_record_clear=chance.roll(0.96),
    )


def _case(desk: Desk, person: Person, case: Case, holder: int) -> CaseRow:
    last = case.spans[-1]
    presidential = case.basis in BY_PRESIDENT
    return CaseRow(
        handle=desk.handle("cases", person, person.cases.index(case)),
        case_number=case.number,
        applicant_handle=desk.handle("applicants", person, holder),
        basis=case.basis,
        kanwil_code=case.province,
        kanwil_list_version=LIST_VERSION,
        filed_on=case.filed_on,
        stage=last.stage,
        stage_since=last.entered_on,
        skim_number=skim_number(desk, person, case),
        decree_number=None if presidential else case.decree_number,
        presidential_decree_number=case.decree_number if presidential else None,
        oath_date=case.oath_on,
        **_result(case.decision, desk.today),
    )


class ResultColumns(TypedDict):
    """The columns `citizenship_…` of a case, null while undecided."""

    citizenship_status: Status | None
    citizenship_basis: Basis | None
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date | None
    citizenship_effective_to: date | None
    citizenship_recorded_on: date | None
    citizenship_asserted_by: str | None


def _result(decision: Decision | None, today: date) -> ResultColumns:
    if decision is None:
        return ResultColumns(
            citizenship_status=None,
            citizenship_basis=None,
            citizenship_decision_number=None,
            citizenship_decision_date=None,
            citizenship_effective_from=None,
            citizenship_effective_to=None,
            citizenship_recorded_on=None,
            citizenship_asserted_by=None,
        )
    recorded = min(decision.effective_on + timedelta(days=2), today)
    return ResultColumns(**by_decision(decision, recorded, "ahu"))


def _history(case: Case) -> Iterator[CaseStageSpan]:
    for position, span in enumerate(case.spans):
        yield CaseStageSpan(
            case.number, position, span.stage, span.entered_on, span.left_on
        )
