"""The wording of errors, apart from HTTP."""

import pytest

from gateway.errors import GarbledError, GatewayError
from gateway.executor.answer import UpstreamError
from gateway.executor.problems import Problem
from gateway.operation.errors import Problem as Finding
from gateway.operation.errors import ValidationFailedError
from gateway.planner.errors import FieldUnreachableError
from gateway.policy.access import Denial
from gateway.web.refusals import Wording
from protocol.errors import TautanError
from protocol.messages import Language
from protocol.verdicts import Refused

OPEN = Wording(Language.ENGLISH, "id-1", open_mode=True)
GUARDED = Wording(Language.ENGLISH, "id-1", open_mode=False)


def test_a_planning_failure_says_nothing_of_its_inside():
    (entry,) = GUARDED.whole(FieldUnreachableError("no chain from users to posts"))
    assert entry["extensions"]["code"] == "PLAN_FAILED"
    assert "chain" not in str(entry)


def test_an_unknown_gateway_error_is_internal():
    (entry,) = GUARDED.whole(GatewayError("whatever"))
    assert entry["extensions"]["code"] == "INTERNAL_ERROR"
    assert "whatever" not in str(entry)


def test_each_finding_is_an_error_of_its_own():
    findings = (
        Finding("Cannot query field 'a' on type 'B'.", ((1, 2),)),
        Finding("Something else."),
    )
    first, second = GUARDED.whole(ValidationFailedError(*findings))
    assert first["extensions"]["code"] == "UNKNOWN_FIELD"
    assert first["locations"] == [{"line": 1, "column": 2}]
    assert second["extensions"]["code"] == "VALIDATION_FAILED"
    assert "locations" not in second
    assert first["extensions"]["detail"] == "Cannot query field 'a' on type 'B'."
    assert first["message"] == TautanError("UNKNOWN_FIELD").message(Language.ENGLISH)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ('Syntax Error: Expected Name, found String "SITI \\"A\\"".', "String …."),
        ('Enum "Sex" cannot represent value: "SITI"', "value: …"),
        ("Int cannot represent non-integer value: 3.5 SITI", "value: …"),
    ],
)
def test_a_finding_repeats_no_value(said, shown):
    (entry,) = GUARDED.whole(ValidationFailedError(Finding(said)))
    assert entry["extensions"]["detail"].endswith(shown)
    assert "SITI" not in str(entry)


def test_in_development_mode_a_finding_is_the_message():
    (entry,) = OPEN.whole(ValidationFailedError(Finding('value: "x"')))
    assert entry["message"] == 'value: "x"'


def upstream(**extensions):
    return Problem(
        UpstreamError("Budi Santoso", None, extensions),
        ("a", "b"),
        ("a", 0, "b"),
        "ahu",
    )


def test_in_development_mode_a_subgraphs_words_pass():
    entry = OPEN.part(upstream(code="THEIRS", more=1))
    assert entry["message"] == "Budi Santoso"
    assert entry["path"] == ["a", 0, "b"]
    assert entry["extensions"] == {
        "code": "THEIRS",
        "more": 1,
        "agency": "ahu",
        "path": "a.b",
    }


def test_a_subgraphs_error_without_a_code_gets_one_of_the_catalogue():
    entry = OPEN.part(upstream(more=1))
    assert entry["message"] == "Budi Santoso"
    extensions = entry["extensions"]
    assert (extensions["code"], extensions["fault"]) == ("AGENCY_ERROR", "AGENCY")
    assert (extensions["more"], extensions["agency"]) == (1, "ahu")


@pytest.mark.parametrize(
    ("extensions", "code"),
    [
        ({"v": 1, "code": "ELEMENT_DENIED", "agreement": "PKS-1"}, "ELEMENT_DENIED"),
        ({"v": 1, "code": "NO_SUCH_CODE"}, "AGENCY_GARBLED"),
        ({"code": "ELEMENT_DENIED"}, "AGENCY_GARBLED"),
        ({}, "AGENCY_GARBLED"),
    ],
)
def test_behind_agreements_they_are_said_again(extensions, code):
    entry = GUARDED.part(upstream(**extensions))
    assert "Budi" not in str(entry)
    assert entry["extensions"]["code"] == code
    assert entry["extensions"]["agency"] == "ahu"
    assert entry["extensions"]["requestId"] == "id-1"
    assert entry["extensions"]["path"] == "a.b"


def test_a_failure_of_nobody_in_particular_names_no_agency():
    entry = GUARDED.part(Problem(GarbledError(None, why="x"), ("a",), ("a",)))
    assert "agency" not in entry["extensions"]


def test_a_denial_names_agency_agreement_clause_and_place():
    refused = Refused("ELEMENT_DENIED", "imigrasi", "PKS-1", "elements[3]")
    denial = Denial("T.f", refused, ("a", "b"), below_list=True, shown=True)
    entry = GUARDED.denial(denial, "CASE_REVIEW")
    assert "path" not in entry
    extensions = entry["extensions"]
    assert extensions["agency"] == "imigrasi"
    assert extensions["agreement"] == "PKS-1"
    assert extensions["clause"] == "elements[3]"
    assert extensions["purpose"] == "CASE_REVIEW"
    assert extensions["path"] == "a.b"
    single = Denial("T.f", refused, ("a", "b"), below_list=False, shown=True)
    assert GUARDED.denial(single, None)["path"] == ["a", "b"]


def test_a_whole_refusal_in_indonesian():
    wording = Wording(Language.INDONESIAN, None, open_mode=False)
    (entry,) = wording.whole(TautanError("TOKEN_MISSING"))
    assert entry["message"].startswith("Permintaan")
    assert "requestId" not in entry["extensions"]
