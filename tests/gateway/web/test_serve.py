"""The command: one process, from settings to its end by SIGTERM."""

import asyncio
import json
import signal
import socket

import aiohttp
import pytest
import typer
from typer.testing import CliRunner

from gateway.cli.serve import gateway, serve
from gateway.cli.wiring import build_app
from gateway.errors import SettingsError
from gateway.settings import Mode, Settings, SubgraphSetting, read_settings
from protocol.keys import SigningKey
from tests.support.benchmark import benchmark
from tests.support.federations import composed, running
from tests.support.gateway_process import process
from tests.support.guarded import ISSUER, SCHEMA, Keys
from tests.support.guarded_files import write_guarded
from tests.support.people import QUERY


async def asked(url, query, **more):
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json={"query": query, **more}) as reply,
    ):
        return await reply.json(content_type=None)


async def test_subgraphs_are_composed_from_files_or_asked_for_their_sdl(tmp_path):
    subgraphs = benchmark()
    async with running(subgraphs):
        listed = [{"name": one.name, "url": one.url} for one in subgraphs]
        (tmp_path / "accounts.graphql").write_text(subgraphs[0].sdl)
        listed[0]["sdl_file"] = "accounts.graphql"
        file = tmp_path / "subgraphs.json"
        file.write_text(json.dumps(listed))
        async with process("--subgraphs", file, "--port", 0) as (url, _):
            answer = await asked(url, "{ me { name reviews { product { name } } } }")
    assert "errors" not in answer
    assert answer["data"]["me"]["name"] == "Uri Goldshtein"


async def test_a_supergraph_file_is_served_until_sigterm_which_drains(tmp_path):
    subgraphs = benchmark()
    slow, asked_of = subgraphs[0], asyncio.Event()

    async def wait(*_):
        asked_of.set()
        await asyncio.sleep(0.5)
        return {"__typename": "User", "id": "1", "name": "late"}

    slow.resolvers = {**slow.resolvers, "Query.me": wait}
    async with running(subgraphs):
        sdl = composed(subgraphs)
        for one in subgraphs:
            sdl = sdl.replace(f"http://{one.name}.test/", one.url)
        file = tmp_path / "supergraph.graphql"
        file.write_text(sdl)
        async with process("--supergraph", file, "--port", 0) as (url, started):
            quick = await asked(url, "{ users { name reviews { id } } }")
            asking = asyncio.create_task(asked(url, "{ me { name } }"))
            await asked_of.wait()
            started.send_signal(signal.SIGTERM)
            late = await asking
    assert quick["data"]["users"][0]["reviews"] == [{"id": "1"}, {"id": "2"}]
    assert late["data"] == {"me": {"name": "late"}}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give one of --config, --supergraph and --subgraphs."),
        (
            ("--supergraph", SCHEMA / "subgraphs" / "ahu.graphql", "--port", "0"),
            "supergraph",
        ),
    ],
)
def test_what_can_not_be_served_says_why(arguments, said):
    app = typer.Typer()
    app.command()(gateway)
    result = CliRunner().invoke(app, [str(one) for one in arguments])
    assert result.exit_code == 1
    assert said in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_port_that_is_taken_is_named(tmp_path):
    file = tmp_path / "supergraph.graphql"
    file.write_text(composed(benchmark()))
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        settings = Settings(mode=Mode.OPEN, supergraph=file, port=held.getsockname()[1])
        with pytest.raises(SettingsError, match="can't listen"):
            serve(settings)


async def test_a_guarded_gateway_starts_from_its_settings_and_refuses_strangers(
    tmp_path,
):
    path = write_guarded(tmp_path, Keys())
    async with process("--config", path) as (url, _):
        answer = await asked(url, QUERY, variables={"first": 1})
        assert answer["errors"][0]["extensions"]["code"] == "TOKEN_MISSING"
        schema = await asked(url, "{ __schema { queryType { name } } }")
        assert schema["data"]["__schema"]["queryType"]["name"] == "Query"
    assert json.loads((tmp_path / "audit.jsonl").read_text().splitlines()[0])


def settings_of(path):
    return read_settings(path.read_text(), path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("issuer.jwks", "{}", "JWKS"),
        ("peers.jwks", "nonsense", "peers.jwks"),
        ("audit.jsonl", "nonsense\n", "AUDIT"),
    ],
)
async def test_a_file_that_can_not_be_used_is_named(tmp_path, name, content, said):
    path = write_guarded(tmp_path, Keys())
    (tmp_path / name).write_text(content)
    with pytest.raises(SettingsError, match=said):
        await build_app(settings_of(path))


async def test_a_key_that_others_can_read_is_refused(tmp_path):
    path = write_guarded(tmp_path, Keys())
    (tmp_path / "gateway.jwk").chmod(0o644)
    with pytest.raises(SettingsError, match=r"gateway\.jwk"):
        await build_app(settings_of(path))


async def test_an_issuer_that_is_away_stops_the_start(tmp_path):
    issuer = {"name": ISSUER, "jwks_url": "http://127.0.0.1:9/jwks.json"}
    path = write_guarded(tmp_path, Keys(), issuer=issuer)
    with pytest.raises(SettingsError, match="issuer keys"):
        await build_app(settings_of(path))


async def test_a_classified_supergraph_is_never_served_openly(tmp_path):
    write_guarded(tmp_path, Keys())
    settings = Settings(mode=Mode.OPEN, supergraph=tmp_path / "supergraph.graphql")
    with pytest.raises(SettingsError, match="classified"):
        await build_app(settings)


async def test_subgraphs_that_do_not_compose_say_why(tmp_path):
    (tmp_path / "a.graphql").write_text("type Query { a: Nowhere }")
    one = SubgraphSetting(name="a", url="http://a", sdl_file=tmp_path / "a.graphql")
    with pytest.raises(SettingsError, match="do not compose"):
        await build_app(Settings(mode=Mode.OPEN, subgraphs=(one,)))


async def test_a_subgraph_that_gives_no_sdl_is_named():
    one = SubgraphSetting(name="a", url="http://127.0.0.1:9/")
    with pytest.raises(SettingsError, match="a at http"):
        await build_app(Settings(mode=Mode.OPEN, subgraphs=(one,), start_seconds=0.1))


async def test_a_subgraph_without_a_url_is_named(tmp_path):
    (tmp_path / "a.graphql").write_text("type Query { a: Int }")
    one = SubgraphSetting(name="a", url="", sdl_file=tmp_path / "a.graphql")
    with pytest.raises(SettingsError, match="no URL for a"):
        await build_app(Settings(mode=Mode.OPEN, subgraphs=(one,)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mode: open", "either supergraph or subgraphs"),
        ("mode: open\nsupergraph: a\nsubgraphs: [{name: a, url: b}]", "either"),
        ("supergraph: a", "guarded"),
        ("mode: open\nsupergraph: a\nporrt: 1", "gateway.yaml:3: porrt: unknown key"),
        ("mode: open\nsupergraph: a\nport: x", "gateway.yaml:3: port"),
        ("mode: [", "gateway.yaml"),
    ],
)
def test_settings_name_file_line_and_key(tmp_path, text, said):
    with pytest.raises(SettingsError, match=said):
        read_settings(text, tmp_path / "gateway.yaml")


def test_an_issuers_keys_come_from_one_place(tmp_path):
    both = {"name": ISSUER, "jwks_file": "a", "jwks_url": "http://b"}
    path = write_guarded(tmp_path, Keys(), issuer=both)
    with pytest.raises(SettingsError, match="either jwks_file or jwks_url"):
        settings_of(path)


async def test_a_key_without_a_process_id_is_the_gateways(tmp_path):
    keys = Keys(gateway=SigningKey.generate())
    app = await build_app(settings_of(write_guarded(tmp_path, keys)))
    async with app.router.lifespan_context(app):
        assert (tmp_path / "audit.jsonl").exists()
