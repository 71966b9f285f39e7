"""An asker without an agreement: refused with a code, and nothing reaches an agency."""

import json

import pytest

from client.tables import Empty, Why
from protocol.errors import TautanError
from tautan.demo.layout import AGENCIES, UNIT

QUESTION = "q05-loss-still-active"


def lines(folder):
    """What a process wrote to its audit log, header aside."""
    text = (folder / "audit.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()[1:]]


def logged(demo, name, request_id):
    folder = demo.layout.agency(name)
    return [line for line in lines(folder) if line.get("requestId") == request_id]


@pytest.fixture(scope="module")
def refused(demo):
    """The refusal of an asker whose organisation has no agreement."""
    result = demo.ask("setneg-drafter", QUESTION).result
    (answer,) = result.answers
    return result, answer.request_id


def test_it_is_coded_and_says_what_to_do(refused):
    result, request_id = refused
    assert result.table.rows == ()
    assert result.errors
    for error in result.errors:
        extensions = error["extensions"]
        assert extensions["code"] == "NO_AGREEMENT"
        assert extensions["fault"] == "AGREEMENT"
        assert extensions["agency"] == "ahu"
        assert extensions["purpose"] == "LOSS_FOLLOW_UP"
        assert extensions["requestId"] == request_id
        assert extensions["nextStep"]


def test_the_gateway_logged_it(demo, refused):
    (line,) = logged(demo, "gateway", refused[1])
    assert line["org"] == "kemensetneg"
    assert line["outcome"] != "OK"
    assert not line.keys() & {"agencies", "agreements", "counts"}


@pytest.mark.parametrize("name", [*AGENCIES, UNIT])
def test_nothing_reached_an_agency(demo, refused, name):
    assert logged(demo, name, refused[1]) == []


def test_who_may_ask_reaches_exactly_the_agencies_of_the_question(demo):
    """The control: the same search finds the lines of an answer."""
    (answer,) = demo.ask("ahu-analyst", QUESTION).result.answers
    reached = {
        name
        for name in (*AGENCIES, UNIT, "gateway")
        if logged(demo, name, answer.request_id)
    }
    assert reached == {"ahu", "dukcapil", "imigrasi", UNIT, "gateway"}


def test_a_purpose_that_the_token_lacks_is_refused(demo):
    with pytest.raises(TautanError) as caught:
        demo.ask("ahu-examiner", QUESTION)
    assert caught.value.code == "PURPOSE_NOT_IN_TOKEN"


def test_a_closed_case_shows_ones_own_papers_alone(demo, closed_case):
    """Papers are compared while a case is checked (allowed_stages), not afterwards."""
    number = closed_case.case_number
    result = demo.ask("ahu-examiner", "q02-papers-agree", caseNumber=number).result
    (row,) = result.table.rows
    assert row["case_number"] == number
    assert isinstance(row["ahu_name"], str)
    for name in ("dukcapil_name", "imigrasi_name", "identity_card", "permit_kind"):
        assert isinstance(row[name], Empty)
        assert row[name].why is Why.REFUSED
    (answer,) = result.answers
    for agency in ("dukcapil", "imigrasi"):
        assert logged(demo, agency, answer.request_id) == []
