"""The unit takes officers' stops, is bound by them, and tells them to all."""

import asyncio
import json

import aiohttp
import pytest
from typer.testing import CliRunner

from linkage.cli.app import linkage
from linkage.profile import Profile
from linkage.release.revocation import Kind, revoke
from linkage.release.revocation_list import unseal
from protocol.keys import KeySet, SigningKey
from tests.support.releases import SIGNED_ON

RECORDS: list = []


async def put(unit, statement):
    async with (
        aiohttp.ClientSession(headers={"Accept-Language": "en"}) as client,
        client.put(f"{unit.url}/revocations", data=statement.encode()) as answer,
    ):
        return answer.status, await answer.json()


async def listed(world, unit):
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"{unit.url}/revocations") as answer,
    ):
        content = await answer.read()
    found = unseal(content, world.federation.peers, "persons")
    assert found.sealed == world.federation.clock.now.replace(microsecond=0)
    return found.revocations


async def test_a_revoked_profile_takes_no_more_encodings(world):
    stop = world.release.revocation(Kind.PROFILE, world.profile.fingerprint)
    body = world.encoded("dukcapil", RECORDS)
    async with world.unit() as unit:
        assert (await world.deliver(unit, "dukcapil", body)).status == 200
        assert await put(unit, stop) == (200, {"status": "taken"})
        refused = await world.deliver(unit, "dukcapil", body)
        assert (refused.status, refused.code) == (403, "RELEASE_REFUSED")
        (error,) = refused.said["errors"]
        assert error["extensions"]["clause"] == "revocations.profile"
        assert "revocations.profile" in error["message"]
        assert await listed(world, unit) == (stop,)
    async with world.unit() as unit:
        assert (await world.deliver(unit, "dukcapil", body)).code == "RELEASE_REFUSED"
    assert [line["kind"] for line in world.audit()].count("REVOCATION") == 1


async def test_a_revoked_epoch_is_refused_and_the_next_one_is_not(world):
    stop = world.release.revocation(Kind.EPOCH, "2026-1")
    async with world.unit(next_epoch="2026-2") as unit:
        await put(unit, stop)
        old = await world.deliver(unit, "dukcapil", world.encoded("dukcapil", RECORDS))
        assert old.code == "RELEASE_REFUSED"
        encoder = world.encoder(epoch="2026-2")
        body = world.encoded("dukcapil", RECORDS, encoder)
        assert (await world.deliver(unit, "dukcapil", body)).status == 200


async def test_a_revocation_twice_is_one(world):
    stop = world.release.revocation(Kind.EPOCH, "2025-9")
    async with world.unit() as unit:
        assert await listed(world, unit) == ()
        for _ in range(2):
            assert (await put(unit, stop))[0] == 200
        assert await listed(world, unit) == (stop,)


@pytest.mark.parametrize("statement", ["", "no statement", "ü", "x" * 20_000])
async def test_what_is_no_revocation_is_not_taken(world, statement):
    async with world.unit() as unit:
        status, said = await put(unit, statement)
        assert status in {403, 413}
        (error,) = said["errors"]
        assert error["extensions"]["code"] in {"RELEASE_REFUSED", "BODY_TOO_LARGE"}
        assert await listed(world, unit) == ()


async def test_nobody_but_an_officer_stops_anything(world):
    stranger = SigningKey.generate("officer:ahu")
    stop = revoke(stranger, Kind.EPOCH, "2026-1", reason="x", now=SIGNED_ON)
    async with world.unit() as unit:
        assert (await put(unit, stop))[0] == 403
        body = world.encoded("dukcapil", RECORDS)
        assert (await world.deliver(unit, "dukcapil", body)).status == 200


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [
        (lambda release: release.files.signatures.unlink(), "signatures.ahu"),
        (lambda release: release.files.report.unlink(), "report"),
        (lambda release: release.files.report.write_text("{}"), "REPORT_INVALID"),
    ],
)
async def test_the_unit_takes_nothing_that_is_not_released(world, spoil, clause):
    body = world.encoded("dukcapil", RECORDS)
    async with world.unit() as unit:
        spoil(world.release)
        refused = await world.deliver(unit, "dukcapil", body)
    assert refused.code == "RELEASE_REFUSED"
    assert refused.said["errors"][0]["extensions"]["clause"] == clause


async def test_the_unit_takes_nothing_whose_report_exceeds_a_limit(world):
    report = json.loads(world.release.files.report.read_text())
    for attack in report["attacks"].values():
        attack["named_per_1000"]["profile"] = {"low": 30, "value": 40, "high": 50}
    world.release.report(report)
    world.release.sign()
    body = world.encoded("dukcapil", RECORDS)
    async with world.unit() as unit:
        refused = await world.deliver(unit, "dukcapil", body)
    clause = refused.said["errors"][0]["extensions"]["clause"]
    names = Profile.load(world.release.profile).limits.named_per_1000
    assert clause == f"limits.named_per_1000.{min(names)}"


async def test_an_expired_profile_takes_nothing(world):
    body = world.encoded("dukcapil", RECORDS)
    async with world.unit() as unit:
        world.federation.clock.now = world.federation.clock.now.replace(year=2030)
        refused = await world.deliver(unit, "dukcapil", body)
    clause = refused.said["errors"][0]["extensions"]["clause"]
    assert (refused.code, clause) == ("RELEASE_REFUSED", "limits.valid.last")


async def test_an_officers_command_tells_the_unit(world):
    release, key = world.release, world.home / "officer.jwk"
    release.keys["ahu"].save(key)
    arguments = ["revoke", str(release.profile), "--key", str(key), "--reason", "x"]
    async with world.unit() as unit:
        told = [*arguments, "--epoch", "2026-1", "--unit", unit.url]
        done = await asyncio.to_thread(CliRunner().invoke, linkage, told)
        assert done.exit_code == 0, done.output
        assert len(await listed(world, unit)) == 1
    async with world.unit(release={"officers": str(other_officers(world))}) as unit:
        told = [*arguments, "--unit", unit.url]
        done = await asyncio.to_thread(CliRunner().invoke, linkage, told)
        assert done.exit_code == 1
        assert "the unit did not take it (403)" in " ".join(done.stderr.split())


def other_officers(world):
    """A list that lacks the officer who revokes, and what was revoked before."""
    (world.home / "revocations").unlink()
    keys = [SigningKey.generate(f"officer:{name}") for name in ("kemlu", "bin")]
    path = world.home / "others.json"
    path.write_text(json.dumps(KeySet.of(keys).jwks()))
    return path
