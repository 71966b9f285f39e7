"""The demonstration's answers, computed from the agencies' rows in plain Python.

One function per question: from all rows, some links and a legal day to the lines
of the answer. With the true links it is what is true; with the links found, what
can be known. What the domain's questions ask is written here anew, by column of
the databases; nothing is taken from gateway, nodes, linkage or the questions.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from statistics import median_low
from typing import Any

from subgraphs.population.rows import (
    Applicant,
    Case,
    CaseStageSpan,
    CitizenAbroad,
    Consideration,
    Decree,
    DecreeStageSpan,
    ImmigrationPerson,
    Inmate,
    Passport,
    PersonRow,
    Resident,
    Skim,
    StayPermit,
)
from tests.end_to_end.truth import Facts, Links, Record

Cells = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One line of an answer, and the record that it starts from."""

    origin: Record
    cells: Cells


@dataclass(frozen=True)
class Seen:
    """What someone sees: all rows, the links that lead on, and the day."""

    facts: Facts
    links: Links
    today: date

    def linked(self, origin: Record, kind: type[PersonRow]) -> list[Any]:
        """The linked rows of an agency; one None where there is none."""
        rows = self.facts.by(kind, "handle")
        found = [rows[handle] for handle in self.links.of(origin, kind.AGENCY)]
        return found or [None]

    def applicant_of(self, case: Case) -> tuple[Applicant, Record]:
        applicant = self.facts.by(Applicant, "handle")[case.applicant_handle]
        return applicant, ("ahu", applicant.handle)

    def owned(self, kind: Any, owner: Any, order: str) -> list[Any]:
        """The papers of a person, in order; one None where there is none."""
        papers = self.facts.grouped(kind, "person_handle", order)
        return (papers.get(owner.handle) if owner else None) or [None]


Answer = Callable[[Seen], Iterator[Line]]


def cells(row: Any, **columns: str) -> Cells:
    """Cells by name, each from a column of a row; empty where there is no row."""
    return {
        name: None if row is None else getattr(row, column)
        for name, column in columns.items()
    }


def verdict(**said: str | None) -> str:
    """Whether those who say something say the same."""
    words = {agency: text for agency, text in said.items() if text is not None}
    if len(words) < 2:
        return "one source" if words else "no source"
    if len(set(words.values())) == 1:
        return "agree"
    listed = (f"{agency} says {text}" for agency, text in words.items())
    return "disagree: " + ", ".join(listed)


def verdict_on_birth(**said: Any) -> str:
    """The same of dates of birth, compared as far as all of them are known."""
    known = {"DAY": 10, "MONTH": 7, "YEAR": 4}
    rows = [row for row in said.values() if row is not None]
    shortest = min(known[row.birth_date_precision] for row in rows)
    if len({row.birth_date[:shortest] for row in rows}) == 1:
        return "agree" if len(rows) > 1 else "one source"
    return verdict(**{who: row and row.birth_date for who, row in said.items()})


def case_of(seen: Seen, number: str) -> Case:
    return seen.facts.by(Case, "case_number")[number]


def q01(number: str) -> Answer:
    """Does this applicant meet the rule of 5 or 10 years? (art. 9 letter b)"""

    def answer(seen: Seen) -> Iterator[Line]:
        case = case_of(seen, number)
        applicant, origin = seen.applicant_of(case)
        head = cells(case, case_number="case_number", stage="stage")
        head |= cells(applicant, applicant_name="name")
        for person in seen.linked(origin, ImmigrationPerson):
            skims = seen.owned(Skim, person, "issued_on")
            met = skims != [None] and any(
                skim.continuous_years >= 5 or skim.total_years >= 10 for skim in skims
            )
            found = {
                "band": person and "CERTAIN",
                "meets_requirement": None if skims == [None] else met,
            }
            for skim in skims:
                paper = cells(
                    skim,
                    skim_number="number",
                    skim_purpose="purpose",
                    skim_issued_on="issued_on",
                )
                yield Line(origin, head | found | paper)

    return answer


def q02(number: str) -> Answer:
    """Do permit, foreigner's identity card and application agree?"""

    def answer(seen: Seen) -> Iterator[Line]:
        applicant, origin = seen.applicant_of(case_of(seen, number))
        for resident, person in product(
            seen.linked(origin, Resident), seen.linked(origin, ImmigrationPerson)
        ):
            for passport, permit in product(
                seen.owned(Passport, person, "issued_on"),
                seen.owned(StayPermit, person, "valid_from"),
            ):
                papers = {"case_number": number}
                papers |= _papers(applicant, resident, person, passport)
                papers |= cells(resident, identity_card="identity_card")
                papers |= cells(permit, permit_kind="kind", permit_valid_to="valid_to")
                papers["birth_date"] = verdict_on_birth(
                    ahu=applicant, dukcapil=resident, imigrasi=person
                )
                yield Line(origin, papers)

    return answer


def _papers(applicant: Any, resident: Any, person: Any, passport: Any) -> Cells:
    found = {
        **cells(applicant, ahu_name="name", ahu_birth_date="birth_date"),
        **cells(applicant, ahu_passport="passport_number"),
        **cells(resident, dukcapil_name="name", dukcapil_birth_date="birth_date"),
        **cells(resident, dukcapil_passport="foreign_document_number"),
        **cells(person, imigrasi_name="machine_readable_name"),
        **cells(person, imigrasi_birth_date="birth_date"),
        **cells(passport, imigrasi_passport="number"),
    }
    who = ("ahu", "dukcapil", "imigrasi")
    said = {
        what: verdict(**{agency: found[f"{agency}_{what}"] for agency in who})
        for what in ("name", "passport")
    }
    return found | said


def case_overview(number: str) -> Answer:
    """One case as five agencies see it."""

    def answer(seen: Seen) -> Iterator[Line]:
        case = case_of(seen, number)
        applicant, origin = seen.applicant_of(case)
        decree = seen.facts.by(Decree, "case_number").get(number)
        asked = seen.facts.by(Consideration, "case_number").get(number)
        head = {
            **cells(case, case_number="case_number", basis="basis", stage="stage"),
            **cells(case, filed_on="filed_on", ahu_status="citizenship_status"),
            **cells(decree, decree_stage="stage", decree_signed_on="signed_on"),
            **cells(asked, consideration_answered="answered"),
            **cells(asked, consideration_answered_on="answered_on"),
            **cells(applicant, applicant_name="name"),
        }
        for resident, person in product(
            seen.linked(origin, Resident), seen.linked(origin, ImmigrationPerson)
        ):
            said = {
                **cells(resident, dukcapil_status="citizenship_status"),
                **cells(resident, nik_state="register_state"),
                **cells(person, imigrasi_status="citizenship_status"),
                **cells(person, nationality="nationality"),
            }
            citizenship = verdict(
                ahu=head["ahu_status"],
                dukcapil=said["dukcapil_status"],
                imigrasi=said["imigrasi_status"],
            )
            yield Line(origin, head | said | {"citizenship": citizenship})

    return answer


def q03(seen: Seen) -> Iterator[Line]:
    """Limited dual children without a choice whose 21st birthday is within a year."""
    until = seen.today + timedelta(days=365)
    regions = [
        person.region_code
        for person in seen.facts.all(ImmigrationPerson)
        if person.limited_dual_registered_on is not None
        and person.limited_dual_choice is None
        and person.limited_dual_choice_deadline is not None
        and person.limited_dual_choice_deadline < until
    ]
    for region in sorted(set(regions)):
        children = shown(regions.count(region))
        suppressed = children is None
        counted = {"region": region, "children": children, "suppressed": suppressed}
        yield Line(("imigrasi", region), counted)


def shown(number: int) -> int | None:
    """A number, unless it is below the smallest cell of the agreements."""
    return number if number >= 10 else None


def q04(seen: Seen) -> Iterator[Line]:
    """Who chose the foreign citizenship and has a valid Indonesian passport?"""
    for case in seen.facts.all(Case):
        if case.basis == "ART6_CHOICE" and case.citizenship_status == "WNA":
            applicant, origin = seen.applicant_of(case)
            for person in seen.linked(origin, ImmigrationPerson):
                for passport in seen.owned(Passport, person, "issued_on"):
                    if is_live(passport):
                        line = {
                            **cells(case, case_number="case_number"),
                            **cells(case, decided_on="citizenship_decision_date"),
                            **cells(applicant, applicant_name="name"),
                            "band": "CERTAIN",
                            **passport_cells(passport),
                        }
                        yield Line(origin, line)


def is_live(passport: Passport | None) -> bool:
    return (
        passport is not None
        and passport.country == "IDN"
        and (passport.state == "VALID")
    )


def passport_cells(passport: Passport | None) -> Cells:
    return cells(
        passport,
        passport_country="country",
        passport_state="state",
        passport_expires_on="expires_on",
    )


def q05(seen: Seen) -> Iterator[Line]:
    """Whose loss is decided, while NIK is active and Indonesian passport valid?"""
    for case in seen.facts.all(Case):
        if case.basis in {"ART23", "ART26"} and case.citizenship_status == "WNA":
            applicant, origin = seen.applicant_of(case)
            for resident, person in product(
                seen.linked(origin, Resident), seen.linked(origin, ImmigrationPerson)
            ):
                for passport in seen.owned(Passport, person, "issued_on"):
                    active = resident and resident.register_state == "ACTIVE"
                    if active and is_live(passport):
                        line = {
                            **cells(case, case_number="case_number", basis="basis"),
                            **cells(case, decided_on="citizenship_decision_date"),
                            **cells(applicant, applicant_name="name"),
                            **cells(resident, nik="nik", nik_state="register_state"),
                            **cells(resident, register_status="citizenship_status"),
                            **passport_cells(passport),
                        }
                        yield Line(origin, line)


def q06(seen: Seen) -> Iterator[Line]:
    """Who took the oath over 14 days ago and is still a foreigner in the register?"""
    until = seen.today - timedelta(days=14)
    for case in seen.facts.all(Case):
        sworn = case.oath_date is not None and case.oath_date < until
        if not sworn or case.citizenship_status != "WNI":
            continue
        applicant, origin = seen.applicant_of(case)
        for resident in seen.linked(origin, Resident):
            if resident and resident.citizenship_status == "WNA":
                line = {
                    **cells(case, case_number="case_number", oath_date="oath_date"),
                    **cells(applicant, applicant_name="name"),
                    **cells(case, ahu_status="citizenship_status"),
                    "band": "CERTAIN",
                    **cells(resident, dukcapil_status="citizenship_status"),
                    **cells(resident, nik_state="register_state"),
                    "citizenship": "disagree: ahu says WNI, dukcapil says WNA",
                }
                yield Line(origin, line)


def q07(seen: Seen) -> Iterator[Line]:
    """Who reported abroad over 5 years ago and has not declared to stay a citizen?"""
    until = seen.today - timedelta(days=5 * 365 + 1)
    for citizen in seen.facts.all(CitizenAbroad):
        declared = citizen.declared_to_keep_citizenship_on is not None
        if declared or citizen.reported_on >= until:
            continue
        origin = ("kemlu", citizen.handle)
        head = {
            **cells(citizen, report_number="report_number", name="name"),
            **cells(citizen, post="post", reported_on="reported_on"),
        }
        for person in seen.linked(origin, ImmigrationPerson):
            band = {"band": person and "CERTAIN"}
            for passport in seen.owned(Passport, person, "issued_on"):
                yield Line(origin, head | band | passport_cells(passport))


def q08(seen: Seen) -> Iterator[Line]:
    """Which holders of a valid stay permit hold a citizen's identity card?"""
    for person in seen.facts.all(ImmigrationPerson):
        permits = [
            permit
            for permit in seen.owned(StayPermit, person, "valid_from")
            if permit is not None
        ]
        if not any(_is_held(permit, seen.today) for permit in permits):
            continue
        origin = ("imigrasi", person.handle)
        for permit, resident in product(permits, seen.linked(origin, Resident)):
            card = resident and resident.identity_card == "CITIZEN"
            if card and permit.valid_to >= seen.today:
                yield Line(origin, _card_and_permit(person, permit, resident))


def _is_held(permit: StayPermit, today: date) -> bool:
    stays = permit.kind in {"ITAS", "ITAP"}
    return stays and permit.valid_from <= today <= permit.valid_to


def _card_and_permit(
    person: ImmigrationPerson, permit: StayPermit, resident: Resident
) -> Cells:
    return {
        **cells(person, name="machine_readable_name", niora="niora"),
        **cells(permit, permit_kind="kind", permit_valid_to="valid_to"),
        "band": "CERTAIN",
        **cells(resident, identity_card="identity_card"),
        **cells(person, imigrasi_status="citizenship_status"),
        **cells(resident, dukcapil_status="citizenship_status"),
        "citizenship": verdict(
            imigrasi=person.citizenship_status, dukcapil=resident.citizenship_status
        ),
    }


def q09(seen: Seen) -> Iterator[Line]:
    """Which inmates recorded as citizens, soon released, does no register know?"""
    until = seen.today + timedelta(days=365)
    for inmate in seen.facts.all(Inmate):
        leaves = inmate.expected_release is not None and inmate.expected_release < until
        origin = ("pemasyarakatan", inmate.handle)
        known = [
            *seen.links.of(origin, "dukcapil"),
            *seen.links.of(origin, "imigrasi"),
        ]
        if leaves and inmate.stated_citizenship == "WNI" and not known:
            line = {
                **cells(inmate, register_number="register_number", name="name"),
                **cells(inmate, stated_citizenship="stated_citizenship"),
                **cells(inmate, expected_release="expected_release"),
                **cells(None, resident_band="", immigration_band=""),
            }
            yield Line(origin, line)


CASE_LIMITS = {
    "KANWIL_SUBSTANTIVE": 14 + 7,
    "AHU_SUBSTANTIVE": 45,
    "BIN_CONSIDERATION": 14,
    "SETNEG_DECREE": 3 * 30,
    "NOTICE": 14,
    "OATH": 3 * 30,
}
"""Days, UU 12/2006 art. 8-18."""


def q11(seen: Seen) -> Iterator[Line]:
    """Days per stage, and the share over the legal limit, per agency."""
    asked = seen.facts.all(Consideration)
    bin_days = [
        (one.answered_on - one.requested_on).days for one in asked if one.answered_on
    ]
    limit = CASE_LIMITS["BIN_CONSIDERATION"]
    cases = _days(seen.facts.all(CaseStageSpan))
    decrees = _days(seen.facts.all(DecreeStageSpan))
    for stage, days in cases.items():
        yield _duration("AHU", stage, days, CASE_LIMITS.get(stage))
    for stage, days in decrees.items():
        yield _duration("Setneg", stage, days, None)
    yield _duration("BIN", "BIN_CONSIDERATION", bin_days, limit)


def _days(spans: Iterable[Any]) -> Mapping[str, list[int]]:
    """Lengths of the stays that ended, by stage."""
    days: dict[str, list[int]] = {}
    for span in spans:
        if span.left_on is not None:
            length = (span.left_on - span.entered_on).days
            days.setdefault(span.stage, []).append(length)
    return days


def _duration(source: str, stage: str, days: list[int], limit: int | None) -> Line:
    cases = shown(len(days))
    over = None if limit is None else shown(sum(length > limit for length in days))
    share = None if cases is None or over is None else round(over / cases, 3)
    line = {
        "source": source,
        "stage": stage,
        "cases": cases,
        "median_days": None if cases is None else median_low(days),
        "legal_limit_days": limit,
        "over_limit": over,
        "share_over_limit": share,
    }
    return Line((source, stage), line)
