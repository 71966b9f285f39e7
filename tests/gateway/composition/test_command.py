"""`tautan compose`: files, configuration, JSON, and as a filter."""

import json

import pytest
import typer
from typer.testing import CliRunner

from gateway.cli.compose import compose

GOOD = "type Query { total: Int }"
BAD = "type Query {\n  person: Person\n}\n"


@pytest.fixture
def run():
    app = typer.Typer()
    app.command()(compose)
    runner = CliRunner()

    def invoke(*args, given=None):
        return runner.invoke(app, [str(a) for a in args], input=given)

    return invoke


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "stats.graphql"
    path.write_text(GOOD)
    return path


@pytest.fixture
def bad(tmp_path):
    path = tmp_path / "people.graphql"
    path.write_text(BAD)
    return path


def test_files_to_standard_output(run, good):
    result = run(good)

    assert result.exit_code == 0
    assert 'STATS @join__graph(name: "stats", url: "")' in result.stdout


def test_files_to_a_directory(run, good, tmp_path):
    result = run(good, "--output", tmp_path / "out")

    assert result.exit_code == 0
    assert not result.stdout
    assert "join__graph" in (tmp_path / "out" / "supergraph.graphql").read_text()
    assert "join__" not in (tmp_path / "out" / "public.graphql").read_text()


def test_refused_with_the_line(run, bad):
    result = run(bad)

    assert result.exit_code == 1
    assert not result.stdout
    assert result.stderr.startswith("INVALID_GRAPHQL: ")
    assert "  in people:2:11\n    2 |   person: Person\n" in result.stderr


def test_as_json(run, good, bad):
    accepted = json.loads(run(good, "--json").stdout)
    refused = run(good, bad, "--json")

    assert accepted["ok"]
    assert accepted["supergraph"].startswith("schema")
    assert refused.exit_code == 1
    [error] = json.loads(refused.stdout)["errors"]
    assert error["code"] == "INVALID_GRAPHQL"
    assert error["where"] == [{"subgraph": "people", "line": 2, "column": 11}]


def test_configuration(run, good):
    config = good.parent / "subgraphs.yaml"
    config.write_text(
        "- name: counts\n  url: https://counts.example/graphql\n"
        "  sdl_file: stats.graphql\n"
    )

    result = run("--config", config)

    assert 'name: "counts", url: "https://counts.example/graphql"' in result.stdout


@pytest.mark.parametrize(
    "text", ["- name: counts\n", "}{", "- {name: a, sdl_file: absent.graphql}\n"]
)
def test_a_configuration_that_is_none(run, tmp_path, text):
    config = tmp_path / "subgraphs.yaml"
    config.write_text(text)

    assert run("--config", config).exit_code == 2


def test_nothing_to_compose(run):
    assert run().exit_code == 2


def test_a_file_that_is_absent(run, tmp_path):
    assert run(tmp_path / "absent.graphql").exit_code == 2


def test_filter(run):
    lines = [
        {"id": "a", "subgraphs": [{"name": "s", "url": "http://s", "sdl": GOOD}]},
        {"id": "b", "subgraphs": [{"name": "s", "url": None, "sdl": BAD}]},
    ]

    result = run("--jsonl", given="\n".join(map(json.dumps, lines)) + "\n\n")

    first, second = map(json.loads, result.stdout.splitlines())
    assert (first["id"], first["ok"], first["errors"]) == ("a", True, [])
    assert 'url: "http://s"' in first["supergraph"]
    assert (second["id"], second["ok"], second["supergraph"]) == ("b", False, None)
    assert {"code", "message"} <= set(second["errors"][0])


def test_filter_names_the_line_that_is_wrong(run):
    result = run("--jsonl", given='\n{"id": 1}\n')

    assert result.exit_code == 2
    assert "line 2" in result.stderr
