"""The command `plan`: one operation as text, many as lines of JSON."""

import json

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli.plan import plan
from gateway.planner.stages import Stage
from gateway.supergraph.read import read_supergraph

SDL = """
enum join__Graph { A @join__graph(name: "a", url: "") B @join__graph(name: "b", url: "") }
type Query @join__type(graph: A) { item: Item }
type Item @join__type(graph: A, key: "id") @join__type(graph: B, key: "id") {
  id: ID!
  old: Int @join__field(graph: A)
    @join__field(graph: B, override: "a", overrideLabel: "new")
  b: Int @join__field(graph: B)
  lost: Int @join__field
}
"""
APP = typer.Typer()
APP.command()(plan)


@pytest.fixture
def run(tmp_path):
    supergraph = tmp_path / "supergraph.graphql"
    supergraph.write_text(SDL, "utf-8")
    operation = tmp_path / "operation.graphql"

    def run(source, *options):
        operation.write_text(source, "utf-8")
        given = ["--supergraph", str(supergraph), "--operation", str(operation)]
        return CliRunner().invoke(APP, [*given, *options])

    return run


def lines(*cases):
    text = "\n".join(json.dumps(case) for case in cases)
    result = CliRunner().invoke(APP, ["--jsonl"], input=f"{text}\n\n")
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_plan_is_printed(run):
    result = run("{ item { b } }")
    assert result.exit_code == 0
    assert result.stdout.startswith("query: 2 fetches, depth 2\n")


def test_another_stage_is_printed(run):
    result = run("{ item { old } }", "--stage", "choice", "--label", "new")
    assert result.stdout == "@a.item[id]@b.old\n"


def test_the_operation_is_chosen_by_name(run):
    source = "query One { item { b } } query Two { item { id } }"
    assert run(source, "--operation-name", "Two").stdout.startswith("query: 1 fetch,")


def test_an_error_has_its_code_and_the_exit_status_says_so(run):
    result = run("{ item { lost } }")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("PLANNING_FIELD_UNREACHABLE: ")


def test_something_to_plan_must_be_given():
    result = CliRunner().invoke(APP, [])
    assert result.exit_code == 2
    assert "--jsonl" in result.stderr


def test_lines_are_planned_one_by_one():
    found = lines(
        {"id": "one", "supergraph": SDL, "operation": "{ item { id } }"},
        {"id": 2, "supergraph": SDL, "operation": "{ item { b } }"},
    )
    assert found == [
        {"id": "one", "fetches": 1, "depth": 1},
        {"id": 2, "fetches": 2, "depth": 2},
    ]


def test_a_line_that_fails_does_not_stop_the_others():
    found = lines(
        {"id": 1, "supergraph": SDL, "operation": "{ item {"},
        {"id": 2, "supergraph": "nonsense", "operation": "{ a }"},
        {"id": 3},
        [],
        {"id": 5, "supergraph": SDL, "operation": "{ item { id } }"},
    )
    codes = [one.get("error", {}).get("code") for one in found]
    assert codes == [
        "GRAPHQL_PARSE_FAILED",
        "SUPERGRAPH_INVALID",
        "LINE_INVALID",
        "LINE_INVALID",
        None,
    ]
    assert [one["id"] for one in found] == [1, 2, 3, None, 5]


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe",
        b"nonsense",
        b"[" * 100_000,
        b'{"id": 1, "supergraph": 5, "operation": "{ a }"}',
        b'{"id": 1, "supergraph": ["a"], "operation": "{ a }"}',
        b'{"id": 1, "supergraph": "type A { b: Int }", "operation": null}',
        b'{"id": 1, "supergraph": "' + b"[" * 5_000 + b'", "operation": "{ a }"}',
        b'{"id": 1, "supergraph": "scalar A", "operation": "' + b"{a" * 5_000 + b'"}',
    ],
    ids=["bytes", "words", "deep", "number", "list", "null", "deep SDL", "deep query"],
)
def test_no_line_ends_the_stream(line):
    good = json.dumps({"id": 9, "supergraph": SDL, "operation": "{ item { id } }"})
    result = CliRunner().invoke(APP, ["--jsonl"], input=line + b"\n" + good.encode())
    bad, after = (json.loads(one) for one in result.stdout.splitlines())
    assert set(bad) == {"id", "error"}
    assert bad["error"]["code"] != "INTERNAL_ERROR"
    assert after == {"id": 9, "fetches": 1, "depth": 1}


def test_a_bug_is_told_from_a_bad_line(monkeypatch):
    monkeypatch.setattr("gateway.cli.plan.make_plan", lambda *_: 1 / 0)
    (found,) = lines({"id": 1, "supergraph": SDL, "operation": "{ item { id } }"})
    assert found["error"]["code"] == "INTERNAL_ERROR"
    assert "ZeroDivisionError" in found["error"]["message"]


def test_each_supergraph_is_read_once(monkeypatch):
    texts = []
    monkeypatch.setattr(
        "gateway.cli.plan.read_supergraph",
        lambda sdl: texts.append(sdl) or read_supergraph(sdl),
    )
    own = f"{SDL}\n# read once"
    case = {"supergraph": own, "operation": "{ item { id } }"}
    assert len(lines(*({"id": number, **case} for number in range(3)))) == 3
    assert texts == [own]


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_is_printed(run, stage):
    result = run("{ item { b } }", "--stage", stage.value)
    assert result.exit_code == 0
    assert result.stdout.endswith("\n")
