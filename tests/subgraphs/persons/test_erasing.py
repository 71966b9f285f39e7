"""Erasing and correcting at the unit: what is gone is gone from every byte."""

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import select

from linkage.errors import EncodingsCorrupt
from linkage.exchange.reader import read_encodings
from linkage.record import PartialDate, Record
from protocol.erasures import (
    MOST_HANDLES,
    Erased,
    erasure_body,
    record_digest,
    verify_certificate,
)
from subgraphs.persons.store import surroundings_of
from subgraphs.persons.tables import erased, history, records
from subgraphs.sdk.database import Database

PAIRS = (("ahu", "dukcapil"), ("ahu", "imigrasi"), ("dukcapil", "imigrasi"))
ERASE = {"what": "POST /erasures"}
CORRECT = {"what": "PATCH /encodings"}

SITI = {
    "names": ("SITI CONTOH RAHAYU",),
    "birth_date": PartialDate("1990-07-03"),
    "niks": ("3273014307900001",),
}
KADEK = {
    "names": ("KADEK DWI ASTUTI",),
    "birth_date": PartialDate("1996-02-17"),
    "niks": ("5171015702960004",),
}
FILES = {
    "ahu": [Record("handle-of-siti-at-ahu", **SITI), Record("a2", **KADEK)],
    "dukcapil": [Record("d1", **SITI)],
    "imigrasi": [Record("i1", **SITI)],
}
HANDLE = FILES["ahu"][0].handle


@pytest.fixture
async def unit(world):
    """Two persons: one at three agencies, and one at one."""
    async with world.unit() as running:
        for agency, found in FILES.items():
            await world.deliver(running, agency, world.encoded(agency, found))
        await world.link(pairs=PAIRS)
        yield running


@pytest.fixture
async def database(world):
    found = Database.at(world.database)
    yield found
    await found.close()


async def persons(database):
    rows = await database.rows(select(records))
    return {(row["agency"], row["handle"]): row["person"] for row in rows}


async def told(database):
    rows = await database.rows(select(history))
    return [tuple(row.values())[2:] for row in rows]


async def erase(world, unit, agency, *handles):
    return await world.deliver(unit, agency, erasure_body(handles), **ERASE)


def certificate(world, taken):
    compact = taken.said["certificate"]
    return verify_certificate(compact, world.federation.peers, "persons")


@pytest.mark.trust
async def test_an_erased_record_is_gone_and_its_person_goes_on(world, unit, database):
    before = await persons(database)
    taken = await erase(world, unit, "ahu", HANDLE)
    assert (taken.status, taken.said["status"]) == (200, "erased")
    after = await persons(database)
    assert after == {key: who for key, who in before.items() if key[1] != HANDLE}
    assert await surroundings_of(database, "ahu", [HANDLE]) == [None]
    (seen,) = await surroundings_of(database, "dukcapil", ["d1"])
    assert {link.other.agency for link in seen.neighbours["dukcapil", "d1"]} == {
        "imigrasi"
    }
    assert read_encodings(world.uploads / "ahu.parquet").handles == ["a2"]
    kept = b"".join(
        path.read_bytes()
        for path in sorted(world.home.rglob("*"))
        if path.is_file() and path.name != "encoded.parquet"
    )
    assert HANDLE.encode() not in kept
    assert b"d1" in kept


@pytest.mark.trust
async def test_a_persons_id_dies_with_its_last_record(world, unit, database):
    who = (await persons(database))["ahu", "a2"]
    taken = await erase(world, unit, "ahu", "a2")
    assert certificate(world, taken).erased == Erased(1, 0, 1)
    assert who not in (await persons(database)).values()
    assert await told(database) == [("ERASURE", "ENDED", who, None)]


async def test_the_certificate_says_what_was_done_and_is_the_units(world, unit):
    taken = await erase(world, unit, "ahu", HANDLE)
    said = certificate(world, taken)
    assert said.agency == "ahu"
    assert said.records == (record_digest("ahu", HANDLE),)
    assert said.erased == Erased(records=1, links=2, persons=0)
    assert said.at == int(world.federation.clock.now.timestamp())
    assert HANDLE not in str(taken.said)
    line = world.audit()[-1]
    assert (line["kind"], line["outcome"], line["agencies"]) == (
        "ERASED",
        "OK",
        ["ahu"],
    )


async def test_erased_twice_is_erased_once(world, unit, database):
    await erase(world, unit, "ahu", HANDLE)
    before = await persons(database)
    again = await erase(world, unit, "ahu", HANDLE)
    assert certificate(world, again).erased == Erased(0, 0, 0)
    assert await persons(database) == before
    assert len(await database.rows(select(erased))) == 1


async def test_a_record_that_nobody_linked_is_erased_from_the_file(world, database):
    """Before the first run, and where a file was never delivered."""
    async with world.unit() as unit:
        await world.deliver(unit, "ahu", world.encoded("ahu", FILES["ahu"]))
        for agency in ("ahu", "kemlu"):
            taken = await erase(world, unit, agency, HANDLE)
            assert certificate(world, taken).erased == Erased(0, 0, 0)
    assert read_encodings(world.uploads / "ahu.parquet").handles == ["a2"]
    assert len(await database.rows(select(erased))) == 2


@pytest.mark.trust
async def test_a_file_with_an_erased_record_is_refused(world, unit):
    await erase(world, unit, "ahu", HANDLE)
    before = (world.uploads / "ahu.parquet").read_bytes()
    refused = await world.deliver(unit, "ahu", world.encoded("ahu", FILES["ahu"]))
    assert refused.code == "HANDLE_ERASED"
    assert HANDLE not in str(refused.said)
    again = world.encoded("ahu", FILES["ahu"][:1])
    assert (await world.deliver(unit, "ahu", again, **CORRECT)).code == "HANDLE_ERASED"
    assert (world.uploads / "ahu.parquet").read_bytes() == before
    other = world.encoded("dukcapil", [Record(HANDLE, **SITI)])
    assert (await world.deliver(unit, "dukcapil", other)).status == 200


@pytest.mark.trust
async def test_a_run_that_read_the_file_before_brings_nothing_back(
    world, unit, database
):
    """The operator's run takes minutes, and erasures do not wait for it."""
    old = world.home / "old"
    shutil.copytree(world.uploads, old)
    await erase(world, unit, "ahu", HANDLE)
    shutil.rmtree(world.uploads)
    old.rename(world.uploads)
    ran = await world.link(pairs=PAIRS)
    assert ("ahu", HANDLE) not in await persons(database)
    assert ran.outcome.records == 3


async def test_a_corrected_record_is_linked_as_what_it_is(world, unit, database):
    before = await persons(database)
    assert before["ahu", "a2"] != before["ahu", HANDLE]
    corrected = world.encoded("ahu", [Record("a2", **SITI), Record("a3", **KADEK)])
    taken = await world.deliver(unit, "ahu", corrected, **CORRECT)
    assert taken.said == {"status": "corrected", "records": 2, "linked": True}
    after = await persons(database)
    siti = before["ahu", HANDLE]
    assert after["ahu", "a2"] == siti
    assert after["ahu", "a3"] not in before.values()
    assert await told(database) == [("CORRECTION", "MERGED", before["ahu", "a2"], siti)]
    whole = await world.link(pairs=PAIRS)
    assert await persons(database) == after
    assert whole.outcome.records == 5
    assert world.audit()[-1]["kind"] == "CORRECTED"


async def test_before_a_run_a_correction_waits_for_it(world, database):
    async with world.unit() as unit:
        corrected = world.encoded("ahu", [Record("a2", **SITI)])
        missing = await world.deliver(unit, "ahu", corrected, **CORRECT)
        assert missing.code == "ENCODINGS_MISSING"
        await world.deliver(unit, "ahu", world.encoded("ahu", FILES["ahu"]))
        taken = await world.deliver(unit, "ahu", corrected, **CORRECT)
    assert taken.said == {"status": "corrected", "records": 1, "linked": False}
    assert await persons(database) == {}


async def test_a_correction_of_another_epoch_is_refused(world):
    """In a rotation an agency that moved on would otherwise mix two keys in a file."""
    async with world.unit(next_epoch="2026-2") as unit:
        await world.deliver(unit, "ahu", world.encoded("ahu", FILES["ahu"]))
        later = world.encoder(epoch="2026-2")
        corrected = world.encoded("ahu", [Record("a2", **SITI)], later)
        refused = await world.deliver(unit, "ahu", corrected, **CORRECT)
    assert refused.code == "EPOCH_MISMATCH"


async def test_a_file_of_the_profile_before_is_not_corrected(world):
    """A profile changes between two starts of the unit, and files stay."""
    path = world.uploads / "ahu.parquet"
    path.parent.mkdir()
    before = world.encoded("ahu", FILES["ahu"], world.other_encoder())
    path.write_bytes(before)
    async with world.unit() as unit:
        corrected = world.encoded("ahu", [Record("a2", **SITI)])
        refused = await world.deliver(unit, "ahu", corrected, **CORRECT)
    assert (refused.code, path.read_bytes()) == ("PROFILE_MISMATCH", before)


BODIES = {
    "nothing": b"",
    "no JSON": b"handle",
    "another version": b'{"v":2,"handles":["a"]}',
    "more than it may": b'{"v":1,"handles":["a"],"why":"because"}',
    "nobody": b'{"v":1,"handles":[]}',
    "no list": b'{"v":1,"handles":"a"}',
    "a number": b'{"v":1,"handles":[1]}',
    "an empty handle": b'{"v":1,"handles":[""]}',
    "a long handle": erasure_body(["x" * 65]),
    "too many": erasure_body(str(n) for n in range(MOST_HANDLES + 1)),
}


@pytest.mark.trust
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_what_is_no_request_erases_nobody(world, body):
    async with world.unit() as unit:
        refused = await world.deliver(unit, "ahu", body, **ERASE)
    assert refused.code == "VALIDATION_FAILED"
    assert world.audit()[-1]["outcome"] == "VALIDATION_FAILED"


@pytest.mark.trust
async def test_an_agency_erases_its_own_records_alone(world, unit, database):
    body = erasure_body([HANDLE])
    key = world.encoders["dukcapil"]
    delivery = world.delivery("ahu", body, key, **ERASE)
    assert (await world.send(unit, delivery)).code == "HOP_UNSIGNED"
    changed = replace(world.delivery("ahu", body, **ERASE), body=erasure_body(["a2"]))
    assert (await world.send(unit, changed)).code == "HOP_TAMPERED"
    await erase(world, unit, "dukcapil", HANDLE)
    assert len(await persons(database)) == 4


@pytest.mark.trust
async def test_a_file_that_was_damaged_keeps_no_record_alive(world, unit, database):
    """Links are gone at once; the file has to be delivered again."""
    (world.uploads / "ahu.parquet").write_bytes(b"damaged on disk")
    refused = await erase(world, unit, "ahu", HANDLE)
    assert refused.code == EncodingsCorrupt.code
    assert ("ahu", HANDLE) not in await persons(database)
    await world.deliver(unit, "ahu", world.encoded("ahu", FILES["ahu"][1:]))
    assert (await erase(world, unit, "ahu", HANDLE)).status == 200
