"""What an open gateway does not load: it pays for what it serves, at every start."""

import json
import subprocess
import sys

import pytest

ELSEWHERE = (
    *("numpy", "pandas", "scipy", "numba", "pyarrow", "sqlalchemy", "strawberry"),
    *("aiohttp", "cryptography", "jwt", "structlog", "rich", "pygments"),
    *("linkage", "subgraphs", "client", "gateway.composition.compose"),
    *("protocol.agreements", "protocol.statements", "protocol.keys"),
)
OPEN = (
    "import asyncio, json, pathlib, sys\n"
    "import tautan.__main__, gateway.cli.serve\n"
    "from gateway.cli.wiring import build_app\n"
    "from gateway.settings import Mode, Settings\n"
    "file = pathlib.Path(sys.argv[1])\n"
    "asyncio.run(build_app(Settings(mode=Mode.OPEN, supergraph=file)))\n"
)
GUARDED = "import json, sys\nimport gateway.cli.registry, gateway.web.composed\n"
SHOW = "print(json.dumps(sorted(sys.modules)))"


def loaded(code, *arguments):
    done = subprocess.run(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", code + SHOW, *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(json.loads(done.stdout))


@pytest.fixture
def supergraph(tmp_path):
    file = tmp_path / "supergraph.graphql"
    file.write_text(
        'schema @link(url: "https://specs.apollo.dev/link/v1.0")'
        ' @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)'
        " { query: Query }\n"
        "directive @join__graph(name: String!, url: String!) on ENUM_VALUE\n"
        "directive @join__type(graph: join__Graph!) repeatable on OBJECT\n"
        "directive @link(url: String!, for: link__Purpose) repeatable on SCHEMA\n"
        "enum link__Purpose { EXECUTION SECURITY }\n"
        'enum join__Graph { ONE @join__graph(name: "one", url: "http://one") }\n'
        "type Query @join__type(graph: ONE) { a: Int }\n"
    )
    return str(file)


def test_an_open_gateway_loads_what_it_serves_with(supergraph):
    modules = loaded(OPEN, supergraph)
    assert {"gateway.service", "gateway.planner.make", "uvicorn"} <= modules
    assert [one for one in ELSEWHERE if one in modules] == []


def test_the_check_sees_what_a_guarded_gateway_loads():
    """The control: these names are those of modules that exist."""
    modules = loaded(GUARDED)
    assert {
        *("aiohttp", "cryptography", "jwt"),
        *("protocol.agreements", "protocol.statements", "protocol.keys"),
        "gateway.composition.compose",
    } <= modules
    assert "sqlalchemy" not in modules  # only for used statements that replicas share
