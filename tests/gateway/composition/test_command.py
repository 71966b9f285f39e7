"""`tautan compose`: files, configuration, JSON, and as a filter."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

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
    "text", ["- url: a\n", "}{", "- {name: a, sdl_file: absent.graphql}\n"]
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


@pytest.mark.parametrize(
    ("line", "identifier", "reason"),
    [
        ('{"id": 1}', 1, "subgraphs: "),
        ("nothing", None, "Invalid JSON"),
        ('{"id": "x", "subgraphs": [{"name": "s"}]}', "x", "subgraphs.0.sdl: "),
        ('{"id": [], "subgraphs": 3}', None, "id"),
        ("[]", None, ""),
        (b"\xff\xfe", None, "Invalid JSON"),
    ],
)
def test_filter_answers_a_line_that_is_wrong_and_goes_on(run, line, identifier, reason):
    good = json.dumps({"id": "z", "subgraphs": [{"name": "s", "sdl": GOOD}]})
    given = (line if isinstance(line, bytes) else line.encode()) + b"\n"

    result = run("--jsonl", given=given + good.encode())

    wrong, right = map(json.loads, result.stdout.splitlines())
    assert result.exit_code == 0
    assert (wrong["id"], wrong["ok"], wrong["supergraph"]) == (identifier, False, None)
    assert wrong["errors"][0]["code"] == "BAD_REQUEST"
    assert reason in wrong["errors"][0]["message"]
    assert right["ok"]


DEEP = 3_000


@pytest.mark.parametrize(
    "sdl",
    [
        "type Query { a: " + "[" * DEEP + "Int" + "]" * DEEP + " }",
        "type Query { a(x: Int = " + "[" * DEEP + "]" * DEEP + "): Int }",
        'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import:'
        ' ["@key"]) type Query @key(fields: "' + "a { " * DEEP + "}" * DEEP + '")'
        " { a: Int }",
    ],
    ids=["type", "literal", "field set"],
)
def test_what_is_nested_too_deeply_is_refused(run, sdl):
    line = json.dumps({"id": 1, "subgraphs": [{"name": "s", "sdl": sdl}]})

    answer = json.loads(run("--jsonl", given=line).stdout)

    assert not answer["ok"]
    assert "deep" in answer["errors"][0]["message"]


def test_a_bug_of_ours_ends_one_line_alone(run, monkeypatch):
    def broken(_):
        raise ZeroDivisionError

    monkeypatch.setattr("gateway.cli.compose_filter.compose", broken)
    line = json.dumps({"id": 7, "subgraphs": []})

    answer = json.loads(run("--jsonl", given=line).stdout)

    assert answer["id"] == 7
    assert answer["errors"][0]["code"] == "INTERNAL_ERROR"
    assert "ZeroDivisionError" in answer["errors"][0]["message"]


TAGGED = """
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag"])
type Query { total: Int @tag(name: "open") secret: Int @tag(name: "inner") }
"""


def test_a_contract_shows_a_part(run, tmp_path):
    path = tmp_path / "stats.graphql"
    path.write_text(TAGGED)

    run(path, "--exclude", "inner", "--output", tmp_path / "one")
    run(path, "--include", "open", "--output", tmp_path / "two")

    for name in ("one", "two"):
        public = (tmp_path / name / "public.graphql").read_text()
        assert "total" in public
        assert "secret" not in public
        supergraph = (tmp_path / name / "supergraph.graphql").read_text()
        assert '@inaccessible @tag(name: "inner")' in supergraph


class Subgraph(BaseHTTPRequestHandler):
    """Serves its SDL, or what is none."""

    sdl = GOOD

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"data": {"_service": {"sdl": self.sdl}}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def address():
    with HTTPServer(("127.0.0.1", 0), Subgraph) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/graphql"
        server.shutdown()
        thread.join()


def test_a_subgraph_is_asked_at_its_address(run, address, tmp_path):
    config = tmp_path / "subgraphs.yaml"
    config.write_text(f"- name: counts\n  url: {address}\n")

    by_address, configured = run(address), run("--config", config)

    assert f'name: "127.0.0.1", url: "{address}"' in by_address.stdout
    assert f'name: "counts", url: "{address}"' in configured.stdout


def test_a_subgraph_that_does_not_answer(run, address, monkeypatch):
    monkeypatch.setattr(Subgraph, "sdl", None)

    assert run(address).exit_code == 2
    assert run("http://127.0.0.1:1/graphql").exit_code == 2
