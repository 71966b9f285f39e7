"""The columns in which an agency asserts a status."""

from datetime import date
from typing import TypedDict

from subgraphs.population.facts import Decision
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


def by_decision(
    decision: Decision, recorded_on: date, agency: Agency
) -> AssertionColumns:
    """The status that a case decided.

    Args:
        decision: What was decided.
        recorded_on: When the agency wrote it down.
        agency: Who asserts it.
    """
    return AssertionColumns(
        citizenship_status=decision.status,
        citizenship_basis=decision.basis,
        citizenship_decision_number=decision.number,
        citizenship_decision_date=decision.decided_on,
        citizenship_effective_from=decision.effective_on,
        citizenship_effective_to=None,
        citizenship_recorded_on=recorded_on,
        citizenship_asserted_by=agency,
    )
