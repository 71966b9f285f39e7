import re
from datetime import date

import pytest

from protocol.errors import RecordError, TautanError
from protocol.question_records import Keep
from protocol.questions import load_questions, parse_question

TODAY = date(2026, 6, 15)

QUESTION = """\
# id: things
# number: 6
# purpose: CHECK
# way: worklist
# owner: org.asker
# title: {id: Benda, en: Things}
# variables:
#   first: 50
#   since: {days: -14}
#   until: 2026-01-31
# columns:
#   - {name: title, path: list.nodes.heading, title: {id: Judul, en: Title}}
#   - {name: state, path: list.nodes.state, title: {id: Keadaan, en: State}}
# keep:
#   - {column: state, equals: LIVE}
# page: list
# asserters:
#   - name: both
#     title: {id: Keduanya, en: Both}
#     columns: {giver: title, other: state}

query Things($first: Int!, $after: String, $since: Date!, $until: Date, $key: ID!) {
  list: things(first: $first, after: $after, since: $since, until: $until, key: $key) {
    nodes {
      heading: title
      ... on Thing {
        state
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
"""


def refused(old, new):
    assert old in QUESTION
    with pytest.raises(RecordError) as caught:
        parse_question(QUESTION.replace(old, new), "things.graphql")
    return str(caught.value)


@pytest.fixture
def question():
    return parse_question(QUESTION, "things.graphql")


def test_the_query_stands_apart_from_its_front_matter(question):
    assert question.id == "things"
    assert question.operation == "Things"
    assert question.document.startswith("query Things(")
    assert question.document.endswith("}\n")
    assert "#" not in question.document


def test_what_an_asker_must_and_may_give(question):
    assert question.required == ("key",)
    assert question.optional == ("first", "after", "since", "until")


def test_its_own_variables_hold_where_none_is_given(question):
    assert question.variables({"key": "1"}, TODAY) == {
        "first": 50,
        "since": "2026-06-01",
        "until": "2026-01-31",
        "key": "1",
    }
    assert question.variables({"key": "1", "first": 3}, TODAY)["first"] == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "things needs the variable $key"),
        ({"kye": 1}, "things has no variable $kye"),
    ],
)
def test_a_missing_or_unknown_variable_is_refused(question, given, said):
    with pytest.raises(TautanError) as caught:
        question.variables(given, TODAY)
    assert caught.value.code == "VALIDATION_FAILED"
    assert caught.value.diagnostics == said


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("# way: worklist", "# way: walk", "things.graphql:4: way: Input should be"),
        (
            "# purpose: CHECK",
            "# porpoise: CHECK",
            "things.graphql:3: porpoise: unknown",
        ),
        ("  heading: title", "  heading: title(", "things.graphql:26: Syntax Error"),
        ("query Things", "query", "things.graphql:22: a question is one named query"),
        ("query Things", "mutation Things", "things.graphql:22: a question is one"),
        (
            "list.nodes.heading",
            "list.nodes.title",
            "things.graphql:12: columns[0].path: the query does not select",
        ),
        (
            "{column: state, equals",
            "{column: stat, equals",
            "things.graphql:15: keep[0].column: there is no column stat",
        ),
        ("# page: list", "# page: lost", "things.graphql:16: page: the query does not"),
        ("endCursor", "startCursor", "page: the query does not select pageInfo.endC"),
        ("$after: String, ", "", "page: the query has no variable $after"),
        ("#   first: 50", "#   last: 50", "variables.last: the query has no variable"),
        ("{name: state", "{name: title", "columns[1].name: title stands twice"),
        (
            "{giver: title, other: state}",
            "{giver: title, other: x}",
            "things.graphql:20: asserters[0].columns.other: there is no column x",
        ),
        ("{giver: title, other: state}", "{giver: title}", "asserters[0].columns"),
        ("equals: LIVE}", "equals: LIVE, is_null: true}", "keep[0]: exactly one of"),
        (", equals: LIVE}", "}", "keep[0]: exactly one of equals, in, is_null"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old, new, expected):
    assert expected in refused(old, new)


def test_a_fragment_beside_the_query_is_refused():
    text = QUESTION + "fragment F on Thing { state }\n"
    with pytest.raises(RecordError, match="without fragments beside it"):
        parse_question(text, "things.graphql")


def test_a_spread_selects_no_column():
    text = QUESTION.replace("... on Thing {\n        state\n      }", "...F")
    with pytest.raises(RecordError, match=re.escape("select list.nodes.state")):
        parse_question(text, "things.graphql")


@pytest.mark.parametrize("text", ["", "# id: a\n", "query A { a }\n"])
def test_half_a_file_is_refused(text):
    with pytest.raises(RecordError, match=r"^half\.graphql:"):
        parse_question(text, "half.graphql")


STACKED = """\
# id: stacked
# purpose: CHECK
# way: count
# owner: org.asker
# title: {id: Jumlah, en: Counts}
# stack:
#   - {path: first, title: {id: Satu, en: One}}
#   - {path: second, title: {id: Dua, en: Two}}
# columns:
#   - {name: part, path: part.value, title: {id: Bagian, en: Part}}
#   - {name: whole, path: whole, title: {id: Seluruh, en: Whole}}
# shares:
#   - {name: share, part: part, whole: whole, title: {id: Persen, en: Share}}
query Stacked { first { part { value } whole } second { part { value } whole } }
"""


def test_stacked_lists_share_their_columns():
    question = parse_question(STACKED, "stacked.graphql")
    assert [one.path for one in question.about.stack] == ["first", "second"]
    assert question.variables({}, TODAY) == {}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("path: second", "path: third", "stack[1].path: the query does not select"),
        ("second { part { value } whole }", "second { part { value } }", "columns[1]"),
        ("part: part", "part: x", "shares[0].part: there is no column x"),
        ("whole: whole,", "whole: x,", "shares[0].whole: there is no column x"),
    ],
)
def test_every_stacked_list_selects_every_column(old, new, expected):
    assert old in STACKED
    with pytest.raises(RecordError, match=re.escape(expected)):
        parse_question(STACKED.replace(old, new), "stacked.graphql")


def keep(**test):
    return Keep.model_validate({"column": "a", **test})


@pytest.mark.parametrize(
    ("test", "value", "stays"),
    [
        ({"equals": "LIVE"}, "LIVE", True),
        ({"equals": "LIVE"}, "DEAD", False),
        ({"equals": True}, False, False),
        ({"equals": "LIVE"}, None, False),
        ({"in": ["A", "B"]}, "B", True),
        ({"in": ["A", "B"]}, "C", False),
        ({"is_null": True}, None, True),
        ({"is_null": True}, "A", False),
        ({"not_null": True}, "A", True),
        ({"not_null": True}, None, False),
        ({"before": "2026-06-01"}, "2026-05-31", True),
        ({"before": "2026-06-01"}, "2026-06-01", False),
        ({"after": {"days": -1}}, "2026-06-15", True),
        ({"after": {"days": -1}}, "2026-06-14", False),
    ],
)
def test_a_row_stays_by_one_test(test, value, stays):
    assert keep(**test).admits(value, TODAY) is stays


def test_a_file_is_named_after_its_question(tmp_path):
    (tmp_path / "things.graphql").write_text(QUESTION, encoding="utf-8")
    assert list(load_questions(tmp_path)) == ["things"]
    (tmp_path / "other.graphql").write_text(QUESTION, encoding="utf-8")
    with pytest.raises(RecordError, match=r"^other.graphql:1: id: the file of things"):
        load_questions(tmp_path)
