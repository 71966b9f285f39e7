"""The columns in which an agency asserts a status."""

from datetime import date
from typing import TypedDict

from subgraphs.population.facts import Case
from subgraphs.population.rows import Agency, Basis, Status


class AssertionColumns(TypedDict):
    """The columns `citizenship_…` of a row."""

    citizenship_status: Status
    citizenship_basis: Basis
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date
    citizenship_effective_to: date | None
    citizenship_recorded_on: date
    citizenship_asserted_by: str


def by_birth(
    status: Status, born: date, recorded_on: date, agency: Agency
) -> AssertionColumns:
    """A status held since birth, without a decision."""
    return AssertionColumns(
        citizenship_status=status,
        citizenship_basis="BIRTH",
        citizenship_decision_number=None,
        citizenship_decision_date=None,
        citizenship_effective_from=born,
        citizenship_effective_to=None,
        citizenship_recorded_on=max(born, recorded_on),
        citizenship_asserted_by=agency,
    )


def by_case(case: Case, recorded_on: date, agency: Agency) -> AssertionColumns | None:
    """The status that a case decided; None while it has not.

    Args:
        case: The case.
        recorded_on: When the agency wrote it down.
        agency: Who asserts it.
    """
    effective = case.effective_on
    if case.status is None or effective is None:
        return None
    return AssertionColumns(
        citizenship_status=case.status,
        citizenship_basis=case.basis,
        citizenship_decision_number=decision_number(case),
        citizenship_decision_date=case.decided_on,
        citizenship_effective_from=effective,
        citizenship_effective_to=None,
        citizenship_recorded_on=recorded_on,
        citizenship_asserted_by=agency,
    )


def by_presidential_decree(case: Case) -> bool:
    """Whether the case is decided by the President, else by the Minister."""
    return case.basis in {"ART8", "ART20", "ART31"}


def decision_number(case: Case) -> str | None:
    """The number of the decree that decided the case."""
    if case.decided_on is None:
        return None
    tail, year = case.number[-6:], case.decided_on.year
    if by_presidential_decree(case):
        return f"{tail}/PWI TAHUN {year}"
    return f"M.HH-{tail}.AH.10.01 TAHUN {year}"
