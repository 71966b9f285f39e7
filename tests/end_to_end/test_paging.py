"""Worklists over several pages: each row once, and cursors that tell nothing."""

import base64

import pytest

from client.asking import Request
from protocol.asks import Way
from protocol.cursors import CursorKey, open_cursor
from protocol.errors import CursorError, TautanError
from subgraphs.population.rows import Case

PAGE = """
query Page($first: Int!, $after: String) {
  citizenshipCases(first: $first, after: $after) {
    nodes { caseNumber }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PURPOSE = "NATURALISATION_FOLLOW_UP"


@pytest.fixture(scope="module")
def page(demo):
    """Asks for one page of AHU's cases."""

    def ask(after, purpose=PURPOSE, first=40):
        variables = {"first": first, "after": after}
        request = Request(PAGE, variables, purpose, Way.WORKLIST)
        return demo.client("ahu-analyst").query(request)

    return ask


@pytest.fixture(scope="module")
def pages(page):
    found, after = [], None
    while not found or found[-1]["pageInfo"]["hasNextPage"]:
        found.append(page(after).data["citizenshipCases"])
        after = found[-1]["pageInfo"]["endCursor"]
    return found


def test_each_row_comes_once(pages, facts):
    numbers = [case["caseNumber"] for one in pages for case in one["nodes"]]
    assert len(pages) > 3
    assert sorted(numbers) == sorted(case.case_number for case in facts.all(Case))


def test_pages_are_full_but_the_last(pages):
    assert {len(one["nodes"]) for one in pages[:-1]} == {40}
    assert 0 < len(pages[-1]["nodes"]) <= 40


def test_pages_of_a_question_make_one_table(demo):
    small = demo.ask("ahu-analyst", "q06-oath-not-registered", first=7).result
    large = demo.ask("ahu-analyst", "q06-oath-not-registered", first=200).result
    assert len(small.answers) > len(large.answers) == 1
    assert small.table.rows == large.table.rows
    assert len({answer.request_id for answer in small.answers}) == len(small.answers)


def test_cursors_hold_no_handle(pages, facts):
    handles = {case.handle for case in facts.all(Case)}
    for one in pages:
        cursor = one["pageInfo"]["endCursor"]
        version, sealed = cursor.split(".")
        assert version == "1"
        inside = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
        for handle in handles:
            assert handle not in cursor
            assert handle.encode() not in inside


def test_a_cursor_is_for_one_purpose(page, pages):
    cursor = pages[0]["pageInfo"]["endCursor"]
    assert page(None, purpose="LOSS_FOLLOW_UP").errors == ()
    answer = page(cursor, purpose="LOSS_FOLLOW_UP")
    assert answer.data["citizenshipCases"] is None
    (error,) = answer.errors
    assert error["extensions"]["code"] == "CURSOR_INVALID"
    assert error["path"] == ["citizenshipCases"]


def test_a_cursor_is_for_one_organisation(demo, pages, facts):
    """No other organisation has an agreement in force for AHU's list: AHU's own key."""
    key = CursorKey.load(demo.layout.agency("ahu") / "cursors.key")
    cursor = pages[0]["pageInfo"]["endCursor"]
    bound = {"purpose": PURPOSE, "field": "Query.citizenshipCases"}
    position = open_cursor(key, cursor, organisation="kemenkum.ahu", **bound)
    assert position in {case.handle for case in facts.all(Case)}
    with pytest.raises(CursorError):
        open_cursor(key, cursor, organisation="kemendagri.dukcapil", **bound)


@pytest.mark.parametrize("cursor", ["1.AAAA", "2.AAAA", "nonsense"])
def test_a_made_up_cursor_is_refused(page, cursor):
    (error,) = page(cursor).errors
    assert error["extensions"]["code"] == "CURSOR_INVALID"


def test_a_page_has_a_limit(page):
    (error,) = page(None, first=1001).errors
    assert error["extensions"]["code"] == "TOO_MANY_SUBJECTS"


def test_a_missing_variable_is_refused(demo):
    with pytest.raises(TautanError) as caught:
        demo.ask("ahu-examiner", "case-overview")
    assert caught.value.code == "VALIDATION_FAILED"
