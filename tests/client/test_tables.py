"""Rows of answers: lists multiply, and every empty cell says why it is empty."""

import pytest

from client.tables import Empty, Table, Why, rows_of

COLUMNS = {
    "case": "cases.nodes.number",
    "register": "cases.nodes.person.residents.record.state",
    "passport": "cases.nodes.person.travellers.record.passports.state",
}


def case(number, residents, travellers):
    return {
        "number": number,
        "person": {"residents": residents, "travellers": travellers},
    }


def rows(data, errors=()):
    return [tuple(row.values()) for row in rows_of(data, COLUMNS, errors)]


def test_lists_on_different_branches_are_crossed():
    residents = [{"record": {"state": state}} for state in ("ACTIVE", "BLOCKED")]
    travellers = [{"record": {"passports": [{"state": "VALID"}, {"state": "EXPIRED"}]}}]
    answer = {"cases": {"nodes": [case("1", residents, travellers)]}}
    assert rows(answer) == [
        ("1", "ACTIVE", "VALID"),
        ("1", "ACTIVE", "EXPIRED"),
        ("1", "BLOCKED", "VALID"),
        ("1", "BLOCKED", "EXPIRED"),
    ]


def test_an_empty_list_is_none_found_and_keeps_the_row():
    answer = {"cases": {"nodes": [case("1", [], [{"record": {"passports": []}}])]}}
    none = Empty(Why.NONE_FOUND)
    assert rows(answer) == [("1", none, none)]


def test_no_records_no_rows():
    assert rows({"cases": {"nodes": []}}) == []


@pytest.mark.parametrize(
    ("code", "fault", "why"),
    [
        ("NOT_YET_LINKED", "AGENCY", Why.NOT_YET_LINKED),
        ("ELEMENT_NOT_GRANTED", "AGREEMENT", Why.REFUSED),
        ("AGENCY_UNREACHABLE", "AGENCY", Why.AGENCY_DOWN),
        ("INTERNAL_ERROR", "TAUTAN", Why.FAILED),
    ],
)
def test_a_null_with_an_error_says_which(code, fault, why):
    answer = {"cases": {"nodes": [case("1", None, None)]}}
    error = {
        "message": "",
        "path": ["cases", "nodes", 0, "person", "residents"],
        "extensions": {"code": code, "fault": fault, "agency": "dukcapil"},
    }
    assert rows(answer, [error]) == [
        ("1", Empty(why, code, "dukcapil"), Empty(Why.NOT_RECORDED))
    ]


def test_an_error_of_one_record_leaves_the_others():
    answer = {"cases": {"nodes": [case("1", None, []), case("2", None, [])]}}
    error = {
        "path": ["cases", "nodes", 1, "person", "residents"],
        "extensions": {"code": "NOT_YET_LINKED"},
    }
    assert [row[1] for row in rows(answer, [error])] == [
        Empty(Why.NOT_RECORDED),
        Empty(Why.NOT_YET_LINKED, "NOT_YET_LINKED"),
    ]


def test_a_refused_selection_covers_every_record():
    answer = {"cases": {"nodes": [case("1", None, []), case("2", None, [])]}}
    error = {
        "message": "",
        "extensions": {
            "code": "NO_AGREEMENT",
            "path": "cases.nodes.person.residents",
        },
    }
    assert {row[1] for row in rows(answer, [error])} == {
        Empty(Why.REFUSED, "NO_AGREEMENT")
    }


def test_a_null_leaf_without_an_error_is_not_recorded():
    answer = {"cases": {"nodes": [case("1", [{"record": {"state": None}}], [])]}}
    assert rows(answer)[0][1] == Empty(Why.NOT_RECORDED)


def test_frame_and_reasons_have_the_same_shape():
    table = Table(
        ("a", "b"),
        (
            {"a": 1, "b": Empty(Why.REFUSED, "NO_AGREEMENT", "ahu")},
            {"a": 2, "b": {"value": "1970-07-01", "precision": "DAY", "imputed": True}},
        ),
        about={"purpose": "P"},
    )
    frame, why = table.frame(), table.why_empty()
    assert frame.shape == why.shape == (2, 2)
    assert frame["b"].tolist() == [None, "1970-07-01"]
    assert why["b"].tolist() == ["(refused: ahu, NO_AGREEMENT)", ""]
    assert frame.attrs["purpose"] == "P"


def test_a_small_count_is_suppressed():
    data = {"stages": [{"n": {"value": None, "suppressed": True}}]}
    columns = {"n": "stages.n.value", "small": "stages.n.suppressed"}
    (row,) = rows_of(data, columns, [])
    assert row == {"n": Empty(Why.SUPPRESSED), "small": True}


def test_a_record_that_is_not_there_is_none_found():
    assert rows({"cases": None}) == []


def test_a_part_that_is_not_there_is_not_recorded():
    data = {"cases": {"nodes": [{"number": "1", "person": None}]}}
    assert rows(data) == [("1", Empty(Why.NOT_RECORDED), Empty(Why.NOT_RECORDED))]
