"""Lookup tokens: minted at home, logged and limited, readable by the unit alone."""

import json
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from linkage.encode.encoder import Encoder
from linkage.encode.secrets import create_secret, load_secret
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record
from protocol.keys import KeySet, SigningKey
from protocol.lookups import LookupCheck, open_lookup
from protocol.statements import new_jti, verify_statement
from protocol.tokens import verify_token
from tests.support.releases import released

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROFILE = Path(__file__).resolve().parents[3] / "schema" / "linkage" / "default.yaml"
NIK = "3273014107900001"


@pytest.fixture
def federation(module_federation):
    return module_federation


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def node(module_federation):
    create_secret(module_federation.home / "linkage.secret", "demo")
    unit = SigningKey.generate("persons")
    known = [*module_federation.nodes.values(), unit]
    (module_federation.home / "peers.json").write_text(
        json.dumps(KeySet.of(known).jwks())
    )
    folder = released(module_federation.home / "linkage")
    lookup = {
        "profile": str(folder.profile),
        "release": folder.settings(unit, module_federation.clock()),
        "secret": "linkage.secret",
        "unit": "unit.json",
        "per_minute": 3,
    }
    async with module_federation.node("dukcapil", lookup=lookup) as running:
        yield running


@pytest.fixture
def encoder(federation):
    secret = load_secret(federation.home / "linkage.secret")
    return Encoder(Profile.load(PROFILE), secret, "2026-1")


@pytest.fixture
def asker(officer):
    def make(subject):
        return officer(
            "kemendagri.dukcapil",
            ("dukcapil.analyst",),
            ("REGISTER_UPDATE",),
            subject=subject,
        )

    return make


def code(answer):
    return answer["errors"][0]["extensions"]["code"]


async def test_the_unit_opens_what_the_node_minted(
    federation, node, asker, encoder
) -> None:
    analyst, jti = asker("officer-1"), new_jti()
    body = {
        "jti": jti,
        "purpose": "REGISTER_UPDATE",
        "nik": NIK,
        "name": "Siti Contoh",
        "birthDate": "1990-07",
    }
    status, answer = await federation.errand(node, analyst, "/lookup-token", body)
    assert status == 200
    now = federation.clock.now
    token = verify_token(
        federation.token(analyst),
        await node.assembled.node.trust.issuer_keys(None),
        issuer="https://idp.example",
        audience="tautan:demo",
        now=now,
    )
    statement = verify_statement(
        federation.statement(analyst, jti), token, audience="tautan:demo", now=now
    )
    check = LookupCheck(
        token=token,
        statement=statement,
        agency="dukcapil",
        profile=encoder.profile.fingerprint,
        epochs=frozenset({"2026-1"}),
    )
    opened = open_lookup(
        answer["token"], federation.unit, federation.peers, check, now=now
    )
    record = Record(
        handle="lookup",
        names=("Siti Contoh",),
        birth_date=PartialDate("1990-07", Precision.MONTH),
        niks=(NIK,),
    )
    expected = encoder.encode_one(record)
    assert opened.issuer == "dukcapil"
    assert opened.lookup.encoding == expected.filter
    assert opened.lookup.present == expected.present
    assert opened.lookup.nik == expected.nik_tokens
    assert opened.lookup.passport == ()
    log = (federation.home / "dukcapil" / "audit.jsonl").read_text()
    assert '"kind":"MINTED"' in log
    assert NIK not in log
    assert "Siti" not in log


async def test_minting_is_limited_per_officer(federation, node, asker) -> None:
    body = {"jti": new_jti(), "purpose": "REGISTER_UPDATE", "nik": NIK}
    busy, calm = asker("officer-2"), asker("officer-3")
    for _ in range(3):
        status, _ = await federation.errand(node, busy, "/lookup-token", body)
        assert status == 200
    status, answer = await federation.errand(node, busy, "/lookup-token", body)
    assert (status, code(answer)) == (429, "LOOKUP_RATE_LIMITED")
    status, _ = await federation.errand(node, calm, "/lookup-token", body)
    assert status == 200


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"birthDate": "July"},
        {"nik": 7},
        {"sex": "X"},
        {"nik": NIK, "unheard": "of"},
    ],
    ids=["nothing", "no-date", "no-text", "no-sex", "unknown-key"],
)
async def test_what_can_not_be_looked_up_is_refused(
    federation, node, asker, known
) -> None:
    analyst = asker(f"officer-{sorted(known)}")
    body = {"jti": new_jti(), "purpose": "REGISTER_UPDATE", **known}
    _, answer = await federation.errand(node, analyst, "/lookup-token", body)
    assert code(answer) == "VALIDATION_FAILED"


async def test_an_officer_of_another_agency_gets_no_token(
    federation, node, officer
) -> None:
    outsider = officer("kemlu", ("kemlu.consular",), ("REGISTER_UPDATE",))
    body = {"jti": new_jti(), "purpose": "REGISTER_UPDATE", "nik": NIK}
    status, answer = await federation.errand(node, outsider, "/lookup-token", body)
    assert (status, code(answer)) == (403, "OUT_OF_SCOPE")


async def test_a_node_without_a_secret_mints_nothing(federation) -> None:
    async with federation.node("kemlu") as node:
        body = {"jti": new_jti(), "purpose": "REGISTER_UPDATE", "nik": NIK}
        async with (
            aiohttp.ClientSession() as client,
            client.post(f"{node.url}/lookup-token", json=body) as answer,
        ):
            assert answer.status == 404
