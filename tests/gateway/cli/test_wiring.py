"""What settings do to a gateway, over HTTP and over real sockets."""

import asyncio
import contextlib
import json
import shutil
from datetime import UTC, datetime, timedelta

import aiohttp
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.cli.wiring import build_process
from gateway.errors import SettingsError
from gateway.settings import Settings, read_settings
from tests.support.federations import Client
from tests.support.guarded import SCHEMA, Keys
from tests.support.guarded_files import write_guarded
from tests.support.subgraphs import serving

SDL = """
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@authenticated", "@requiresScopes", "@listSize", "@cost"])
type Query {
  open: Int
  known: Int @authenticated
  scoped: Int @requiresScopes(scopes: [["read"]])
  many(first: Int): [Item] @listSize(slicingArguments: ["first"])
}
type Item { n: Int @cost(weight: 2) }
"""
VALUES = {"open": 1, "known": 2, "scoped": 3, "many": [{"n": 1}, {"n": 2}]}


class Upstream:
    """A subgraph that answers everything it knows, and keeps what came."""

    def __init__(self):
        self.bodies, self.headers = [], []

    def app(self):
        async def answer(request):
            body = await request.json()
            self.bodies.append(body)
            self.headers.append(request.headers)
            asked = {name: VALUES[name] for name in VALUES if name in body["query"]}
            return JSONResponse({"data": asked})

        return Starlette(routes=[Route("/", answer, methods=["POST"])])


@contextlib.asynccontextmanager
async def gateway(folder, **more):
    upstream = Upstream()
    (folder / "one.graphql").write_text(SDL)
    async with serving(upstream.app()) as url, aiohttp.ClientSession() as http:
        one = {"name": "one", "url": f"{url}/", "sdl_file": folder / "one.graphql"}
        settings = Settings.model_validate(
            {"mode": "open", "subgraphs": (one,), **more}, strict=False
        )
        process = await build_process(settings)
        async with serving(process.app, graceful=True) as served:
            yield Client(served, http), upstream


def codes(answer):
    return {one["extensions"]["code"] for one in answer.get("errors", ())}


async def test_without_an_issuer_nobody_is_authenticated(tmp_path):
    async with gateway(tmp_path) as (client, upstream):
        answer = await client.ask("{ open known scoped }", Authorization="Bearer x")
    assert answer["data"] == {"open": 1, "known": None, "scoped": None}
    assert codes(answer) == {"UNAUTHORIZED_FIELD_OR_TYPE"}
    assert sorted(one["path"] for one in answer["errors"]) == [["known"], ["scoped"]]
    assert "known" not in upstream.bodies[0]["query"]


KEY = rsa.generate_private_key(65_537, 2048)


def issuer(folder):
    jwk = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    (folder / "keys.json").write_text(json.dumps({"keys": [{**jwk, "kid": "k"}]}))
    return {"issuer": {"name": "https://id.example", "jwks_file": folder / "keys.json"}}


def bearer(**claims):
    later = datetime.now(UTC) + timedelta(minutes=1)
    said = {"iss": "https://id.example", "exp": later, **claims}
    return f"Bearer {jwt.encode(said, KEY, 'RS256', headers={'kid': 'k'})}"


async def test_scopes_of_a_token_of_the_issuer(tmp_path):
    async with gateway(tmp_path, authentication=issuer(tmp_path)) as (client, _):
        reads = await client.ask("{ known scoped }", Authorization=bearer(scope="read"))
        other = await client.ask("{ known scoped }", Authorization=bearer(scope="x"))
        stranger = await client.ask("{ open known }")
        forged = await client.ask("{ open }", Authorization="Bearer nonsense")
    assert reads["data"] == {"known": 2, "scoped": 3}
    assert other["data"] == {"known": 2, "scoped": None}
    assert stranger["data"] == {"open": 1, "known": None}
    assert codes(forged) == {"TOKEN_MALFORMED"}
    assert "data" not in forged


async def test_an_issuer_without_keys_stops_the_start(tmp_path):
    given = issuer(tmp_path)
    (tmp_path / "keys.json").write_text("{}")
    with pytest.raises(SettingsError, match="issuer keys"):
        async with gateway(tmp_path, authentication=given):
            pass


async def test_costs_are_enforced_and_told_when_asked_for(tmp_path):
    cost = {"maximum": 30, "list_size": 10}
    async with gateway(tmp_path, cost=cost) as (client, _):
        told = await client.ask(
            "{ many(first: 10) { n } }", Tautan_Explain="cost, plan"
        )
        silent = await client.ask("{ many(first: 10) { n } }")
        dear = await client.ask("{ many(first: 11) { n } }")
    assert told["extensions"]["cost"] == {"estimated": 30, "maximum": 30, "actual": 6}
    assert "plan" in told["extensions"]
    assert "cost" not in silent["extensions"]
    assert codes(dear) == {"OPERATION_TOO_COSTLY"}
    assert "can cost 33; 30 is allowed" in dear["errors"][0]["message"]


TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_named_headers_and_traces_go_on_to_subgraphs(tmp_path):
    sent = {"X_Tenant": "t1", "X_Other": "o", "Traceparent": TRACE}
    async with gateway(tmp_path, forward=("X-Tenant",)) as (client, upstream):
        await client.ask("{ open }", **sent)
        await client.ask("{ open }", Traceparent="Budi Santoso")
    first, second = upstream.headers
    assert (first["x-tenant"], first["traceparent"]) == ("t1", TRACE)
    assert "x-other" not in first
    assert "traceparent" not in second


async def test_a_header_that_the_gateway_says_itself_is_not_forwarded(tmp_path):
    with pytest.raises(SettingsError, match="forward: not content-length"):
        async with gateway(tmp_path, forward=("Content-Length",)):
            pass


async def test_the_language_of_messages(tmp_path):
    async with gateway(tmp_path, language="en") as (client, _):
        english = await client.ask("{ known }")
        indonesian = await client.ask("{ known }", Accept_Language="id")
    assert english["errors"][0]["message"].startswith("The access token")
    assert indonesian["errors"][0]["message"].startswith("Token akses")


async def test_only_trusted_documents_are_answered(tmp_path):
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "open.graphql").write_text("{ open }")
    documents = {"trusted": tmp_path / "trusted", "only": True}
    async with gateway(tmp_path, documents=documents) as (client, _):
        assert (await client.ask("{ open }"))["data"] == {"open": 1}
        assert codes(await client.ask("{ open known }")) == {"DOCUMENT_NOT_TRUSTED"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("documents: {only: true}", "only needs trusted"),
        ("documents: {trusted: a, only: true, automatic: true}", "only needs trusted"),
        ("limits: {depth: 0}", "depth"),
    ],
)
def test_settings_that_contradict_themselves(tmp_path, settings, said):
    text = f"mode: open\nsupergraph: a\n{settings}"
    with pytest.raises(SettingsError, match=said):
        read_settings(text, tmp_path / "gateway.yaml")


async def health(client, condition):
    """Wait until the gateway says something of itself."""
    for _ in range(600):
        async with client.http.get(f"{client.url}/health") as reply:
            said = await reply.json()
        if condition(said):
            return said
        await asyncio.sleep(0.05)
    raise AssertionError(said)


async def test_agreements_are_exchanged_and_broken_ones_refused(tmp_path):
    for one in ("agreements", "vocabularies", "legal"):
        shutil.copytree(SCHEMA / one, tmp_path / one)
    path = write_guarded(tmp_path, Keys(), agreements="agreements")
    process = await build_process(read_settings(path.read_text(), path))
    some = min((tmp_path / "agreements").glob("*.yaml"))
    good = some.read_text()
    async with (
        serving(process.app, graceful=True) as url,
        aiohttp.ClientSession() as http,
    ):
        client = Client(url, http)
        some.write_text(f"{good}\nnonsense: 1\n")
        process.wake()
        broken = await health(client, lambda said: "refused" in said)
        some.write_text(f"{good}\n# said again\n")
        process.wake()
        mended = await health(client, lambda said: said["edition"] == 2)
    assert broken["edition"] == 1
    assert some.name in broken["refused"]
    assert "refused" not in mended
