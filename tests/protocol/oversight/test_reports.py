"""Check, matrix, coverage, calendar and changes."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from graphql import parse

from protocol.agreements.book import AgreementBook
from protocol.agreements.changes import Change, changes_since
from protocol.agreements.contracts import Contracts
from protocol.agreements.grounds import CitedArticle, Grounds
from protocol.agreements.library import open_library
from protocol.agreements.signing import sign_agreement
from protocol.agreements.terms import Citation
from protocol.classification import read_classification
from protocol.errors import RecordError
from protocol.keys import KeySet, SigningKey
from protocol.oversight.calendar import Event, calendar, days_of
from protocol.oversight.check import check
from protocol.oversight.coverage import coverage, matrix
from tests.protocol.decision.conftest import CONTRACT, ORGANISATIONS
from tests.support.grounds import sound

SCHEMA = Path(__file__).parents[3] / "schema"
DAY = date(2026, 6, 15)
CONTRACTS = Contracts(read_classification(parse(CONTRACT), "giver").fields, {})
DENIED = [{"path": "Thing.name", "mode": "DENY"}]


def book(*agreements, grounds=None):
    return AgreementBook.of(agreements, ORGANISATIONS, grounds or sound(agreements))


def test_a_cover_names_agreement_mode_and_law(data_agreement):
    (cover,) = coverage(book(data_agreement()), CONTRACTS, DAY).covers
    assert (cover.field, cover.field_class) == ("Thing.name", "IDENTIFIER")
    assert (cover.provider, cover.recipient) == ("giver", "org.asker")
    assert (cover.purpose, cover.mode, cover.agreement) == ("CHECK", "VALUE", "PKS-1")
    assert cover.law[1] == "task: UU 12/2006 art. 9"
    assert cover.lapsed is None


def test_a_cover_says_what_keeps_it_from_being_granted(data_agreement):
    expired = book(data_agreement(validity__to="2026-06-14"))
    (cover,) = coverage(expired, CONTRACTS, DAY).covers
    assert cover.lapsed == "AGREEMENT_EXPIRED (validity.to)"


def test_a_field_that_the_contracts_lack_is_unknown(data_agreement):
    gone = book(data_agreement(elements=[{"path": "Thing.gone", "mode": "VALUE"}]))
    (cover,) = coverage(gone, CONTRACTS, DAY).covers
    assert cover.field_class == "UNKNOWN"


def test_what_no_agreement_gives_is_listed(data_agreement):
    given = coverage(book(data_agreement()), CONTRACTS, DAY).uncovered
    assert given == ("Query.tally", "Thing.adult", "Thing.ban")
    denied = coverage(book(data_agreement(elements=DENIED)), CONTRACTS, DAY).uncovered
    assert "Thing.name" in denied


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({"elements": DENIED}, "DENY"),
        ({"elements": DENIED, "state": "SUSPENDED"}, "DENY"),
        ({"state": "SUSPENDED"}, "VALUE"),
    ],
)
def test_a_cell_of_two_agreements(data_agreement, second, expected):
    both = book(data_agreement(), data_agreement(id="PKS-2", **second))
    cells = matrix(coverage(both, CONTRACTS, DAY).covers)
    assert cells == {"Thing.name": {("CHECK", "org.asker"): expected}}


def test_a_cell_that_is_not_in_force_stands_in_brackets(data_agreement):
    cells = matrix(coverage(book(data_agreement(state="DRAFT")), CONTRACTS, DAY).covers)
    assert cells == {"Thing.name": {("CHECK", "org.asker"): "(VALUE)"}}


def test_a_calendar_lies_in_the_order_of_days(data_agreement, linkage_agreement):
    cited = Citation(law="UU 12/2006", art="9")
    article = CitedArticle(
        "legal_basis.task", cited, date(2006, 8, 1), date(2026, 7, 1)
    )
    one = data_agreement(termination={"notice": "P30D"}, dpia__review_by="2026-10-01")
    grounds = {"PKS-1": Grounds(cited=(article,)), "LNK-1": Grounds()}
    other = linkage_agreement(termination={"notice": "P1M"})
    dues = calendar(book(one, other, grounds=grounds), DAY)
    assert [(due.agreement, due.event) for due in dues] == [
        ("LNK-1", Event.BEGINS),
        ("PKS-1", Event.BEGINS),
        ("PKS-1", Event.LAW_ENDS),
        ("PKS-1", Event.DPIA_DUE),
        ("PKS-1", Event.NOTICE),
        ("LNK-1", Event.DPIA_DUE),
        ("LNK-1", Event.ENDS),
        ("PKS-1", Event.ENDS),
    ]
    assert dues[0].days_left == -165
    assert (dues[2].clause, dues[2].days_left) == (
        "legal_basis.task (UU 12/2006 art. 9)",
        16,
    )
    assert dues[4].day == date(2026, 12, 1)


def test_what_is_over_has_no_days(data_agreement):
    assert calendar(book(data_agreement(state="TERMINATED")), DAY) == ()


def test_notice_is_counted_where_it_is_in_days():
    assert (days_of("P30D"), days_of("P1M"), days_of("P1M2D")) == (30, None, None)


@pytest.fixture
def schema(tmp_path):
    for part in ("vocabularies", "legal", "subgraphs"):
        (tmp_path / part).symlink_to(SCHEMA / part)
    (tmp_path / "agreements").mkdir()
    for name in ("PKS-DEMO-001", "PKS-DEMO-019", "LNK-DEMO-001"):
        shutil.copy(SCHEMA / "agreements" / f"{name}.yaml", tmp_path / "agreements")
    return tmp_path


def test_our_own_agreements_are_sound():
    report = check(open_library(SCHEMA, None), DAY)
    assert report.findings == ()
    assert report.signatures == "not looked at"


def test_a_check_says_what_is_in_force_and_what_is_declared(schema):
    report = check(open_library(schema, None), DAY)
    assert [(one.agreement, one.code, one.clause) for one in report.agreements] == [
        ("PKS-DEMO-001", None, None),
        ("PKS-DEMO-019", "AGREEMENT_NOT_ACTIVE", "state"),
        ("LNK-DEMO-001", None, None),
    ]
    assert "retention.result" in {c.clause for c in report.agreements[0].declared_only}


def test_with_officers_a_check_finds_what_is_not_signed(schema):
    key = SigningKey.generate("officer:kemenkum.ahu")
    report = check(open_library(schema, KeySet.of([key])), DAY)
    assert report.signatures == "verified"
    assert report.agreements[0].code == "AGREEMENT_UNSIGNED"
    assert report.agreements[0].clause == "signatures.kemenimipas.imigrasi"


def test_one_bad_file_does_not_hide_the_others(schema):
    bad = schema / "agreements" / "PKS-DEMO-001.yaml"
    bad.write_text(bad.read_text().replace("max_per_request", "most_per_request"))
    also = schema / "agreements" / "PKS-DEMO-019.yaml"
    also.write_text(
        also.read_text().replace("mode: PREDICATE", "class: SECRET, mode: PREDICATE")
    )
    report = check(open_library(schema, None), DAY)
    assert not report.sound
    wrong = {tuple(one.split(": ")[:2]) for one in report.findings}
    assert ("PKS-DEMO-001.yaml:19", "subjects.most_per_request") in wrong
    assert {key for name, key in wrong if "019" in name} == {"elements[0].class"}
    assert [one.agreement for one in report.agreements] == [
        "PKS-DEMO-019",
        "LNK-DEMO-001",
    ]


def test_an_agreement_that_is_not_there_is_said(schema):
    with pytest.raises(RecordError, match=r"PKS-X.yaml:1: there is no such file"):
        open_library(schema, None).agreement("PKS-X")


def test_changes_are_told_key_by_key(data_agreement):
    key = SigningKey.generate("officer:org.giver")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    signed = sign_agreement(data_agreement(), "text", None, key, now)
    changed = data_agreement(
        elements=[
            {"path": "Thing.ban", "mode": "DENY"},
            {"path": "Thing.name", "mode": "VALUE"},
        ],
        access__roles=["clerk", "head"],
        validity__to="2027-12-31",
        subjects__budget={"requests": 2, "within": "P1D"},
        state="SUSPENDED",
    )
    assert changes_since(data_agreement(), signed) == ()
    assert changes_since(changed, signed) == (
        Change("access.roles", "clerk", "clerk, head"),
        Change("elements[Thing.ban].mode", "-", "DENY"),
        Change("elements[Thing.ban].path", "-", "Thing.ban"),
        Change("subjects.budget.requests", "-", "2"),
        Change("subjects.budget.within", "-", "P1D"),
        Change("validity.to", "2026-12-31", "2027-12-31"),
    )
