"""One agency's node is down: the rest of the answer arrives, and says who is missing."""

import pytest

from client.tables import Empty, Why

GONE = "dukcapil"


@pytest.fixture(scope="module")
def answers(demo, closed_case):
    """The same questions before, without, and after."""

    number = closed_case.case_number

    def asked():
        overview = demo.ask("ahu-examiner", "case-overview", caseNumber=number)
        return overview.result, demo.ask("ahu-analyst", "q05-loss-still-active").result

    before = asked()
    with demo.without(GONE):
        without = asked()
    return before, without, asked()


def test_an_error_names_agency_and_path(answers):
    _, (overview, _), _ = answers
    assert overview.errors
    for error in overview.errors:
        assert error["extensions"]["code"] == "AGENCY_UNREACHABLE"
        assert error["extensions"]["agency"] == GONE
        dotted = error["extensions"]["path"]
        assert dotted.startswith("citizenshipCase.applicant.person.residents.record")


def test_cells_say_why_they_are_empty(answers):
    (before, _), (without, _), _ = answers
    (whole, *_), (row, *_) = before.table.rows, without.table.rows
    down = Empty(Why.AGENCY_DOWN, "AGENCY_UNREACHABLE", GONE)
    of_register = {"dukcapil_status", "nik_state"}
    assert {row[name] for name in of_register} == {down}
    others = whole.keys() - of_register - {"citizenship"}
    assert {name: row[name] for name in others} == {
        name: whole[name] for name in others
    }
    assert GONE not in without.table.about["sources"]


def test_rows_that_nobody_can_judge_are_counted_not_shown(answers):
    (_, before), (_, without), _ = answers
    assert before.table.rows
    assert before.table.about["rowsThatCouldNotBeJudged"] == 0
    assert without.table.rows == ()
    assert without.table.about["rowsThatCouldNotBeJudged"] >= len(before.table.rows)


def test_answers_are_whole_again_after_a_restart(answers):
    before, _, after = answers
    for one, other in zip(before, after, strict=True):
        assert other.errors == ()
        assert other.table.rows == one.table.rows
