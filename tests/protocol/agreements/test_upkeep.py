"""Each clause is kept by the software, or listed as declared."""

from importlib import import_module
from pathlib import Path

import pytest

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.agreements.upkeep import (
    DECLARED_ONLY,
    ENFORCED,
    clauses_of,
    declared_only,
)

SCHEMA = Path(__file__).parents[3] / "schema"
EVERY = {*clauses_of(DataAgreement), *clauses_of(LinkageAgreement)}


def test_every_clause_is_enforced_or_declared_and_never_both():
    assert ENFORCED.keys() | DECLARED_ONLY.keys() == EVERY
    assert ENFORCED.keys() & DECLARED_ONLY.keys() == set()


@pytest.mark.parametrize("dotted", sorted(set(ENFORCED.values())))
def test_what_enforces_a_clause_exists(dotted):
    parts = dotted.split(".")
    split = next(
        i for i, part in enumerate(parts) if part[0].isupper() or i == len(parts) - 1
    )
    found = import_module(".".join(parts[:split]))
    for name in parts[split:]:
        found = getattr(found, name)
    assert callable(found)


def declared(agreement):
    return {one.clause for one in declared_only(agreement)}


def test_what_an_agreement_declares_is_listed():
    book = AgreementBook.load(SCHEMA / "agreements")
    found = declared(book.find("PKS-DEMO-001"))
    assert {"purpose.excluded", "retention.result", "rights.contact"} <= found
    assert "access.roles" not in found
    assert "legal_basis.task.note" not in found


def test_what_it_is_silent_on_is_not_listed(data_agreement, linkage_agreement):
    assert not declared(data_agreement()) & {"rights.contact", "security"}
    assert "subjects.who" in declared(data_agreement())
    assert "incident.to" not in declared(linkage_agreement())


@pytest.mark.parametrize(
    ("clause", "value", "listed"),
    [
        ("security", ["signed_requests"], False),
        ("security", ["signed_requests", "mtls"], True),
        ("suspension", ["dpia_lapsed"], False),
        ("suspension", ["dpo_vacant"], True),
        ("feedback_data", None, False),
    ],
)
def test_members_that_the_software_keeps_are_not_listed(
    data_agreement, clause, value, listed
):
    assert (clause in declared(data_agreement(**{clause: value}))) is listed


def test_a_test_of_break_ins_is_listed(data_agreement):
    found = declared(data_agreement(security=[{"penetration_test": "yearly"}]))
    assert {one for one in found if "security" in one} == {"security.penetration_test"}
