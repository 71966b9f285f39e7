"""What an agency types to erase and to correct, and what a mistake says.

The unit's side of the wire is played; that both sides fit is shown on the unit itself
(`tests/subgraphs/persons/test_erasing.py`) and on real processes (`tests/laws`).
"""

import asyncio
import json

import orjson
import pytest
import typer
from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import create_async_engine
from typer.testing import CliRunner

from linkage.exchange.reader import read_encodings
from protocol.erasures import (
    Certificate,
    Erased,
    read_erasure,
    record_digest,
    sign_certificate,
)
from subgraphs.encoder import change_cli
from subgraphs.encoder.cli import app as encoder_app
from subgraphs.imigrasi.tables import metadata, passports, persons
from subgraphs.population.rows import ImmigrationPerson, Passport
from subgraphs.sdk.load import load_rows
from tests.support.played_unit import PlayedUnit

AGENCY = "imigrasi"


def commands():
    found = typer.Typer()
    for command in (change_cli.erase, change_cli.correct, change_cli.certificate):
        found.command()(command)
    return found


class Unit(PlayedUnit):
    """Does as it is told."""

    def __init__(self):
        super().__init__(AGENCY)
        self.received = []
        self.of_others = False

    def says(self, method, path, body):
        self.received.append((method, path, body))
        said = {"status": "corrected", "records": 1, "linked": True}
        if method == "POST":
            said = {"status": "erased", "certificate": self.certified(body)}
        return orjson.dumps(said)

    def certified(self, body):
        handles = ["another"] if self.of_others else read_erasure(body)
        records = tuple(record_digest(AGENCY, handle) for handle in handles)
        at = int(self.now().timestamp())
        made = Certificate(AGENCY, records, Erased(1, 2, 0), "request", at)
        return sign_certificate(self.key, made)


@pytest.fixture
def unit():
    return Unit()


@pytest.fixture
def people(agency_rows):
    """Some persons with their passports, one with several."""
    rows = agency_rows[AGENCY]
    holders = [row.person_handle for row in rows if isinstance(row, Passport)]
    several = next(each for each in holders if holders.count(each) > 1)
    found = [row for row in rows if isinstance(row, ImmigrationPerson)]
    return several, next(each.handle for each in found if each.handle != several)


@pytest.fixture
async def agency(unit, serve, tmp_path, agency_rows):
    """An agency whose encodings are made, and a unit that listens."""
    dsn = f"sqlite+aiosqlite:///{tmp_path}/data.sqlite"
    await load_rows(dsn, metadata, agency_rows[AGENCY])
    async with serve(unit.app) as url:
        config = unit.settings(tmp_path, url, dsn, "made.parquet")
        arguments = [AGENCY, "--config", str(config), "--no-deliver"]
        made = await asyncio.to_thread(CliRunner().invoke, encoder_app, arguments)
        assert made.exit_code == 0, made.output
        yield Agency(tmp_path, dsn)


class Agency:
    def __init__(self, home, dsn):
        self.home, self.dsn = home, dsn

    async def does(self, *statements):
        engine = create_async_engine(self.dsn)
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(statement)
        await engine.dispose()

    async def deletes(self, handle):
        await self.does(
            delete(persons).where(persons.c.handle == handle),
            delete(passports).where(passports.c.person_handle == handle),
        )

    async def types(self, command, *arguments, of=AGENCY):
        config = ["--config", str(self.home / "encoder.yaml")]
        words = [command, of, *arguments, *config]
        return await asyncio.to_thread(CliRunner().invoke, commands(), words)

    def made(self):
        file = read_encodings(self.home / "made.parquet")
        return {each: file.encoding(row) for row, each in enumerate(file.handles)}


async def test_what_was_deleted_is_erased_with_a_certificate(agency, unit, people):
    handle, _ = people
    before = agency.made()
    await agency.deletes(handle)
    kept = agency.home / "certificate.jwt"
    done = await agency.types("erase", handle, "--certificate", str(kept), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    counted = {"agency": AGENCY, "asked": 1, "records": 1, "links": 2, "persons": 0}
    assert said.items() >= {**counted, "certificate": str(kept)}.items()
    assert agency.made() == {k: v for k, v in before.items() if k != handle}
    ((method, path, body),) = unit.received
    assert (method, path, read_erasure(body)) == (
        "POST",
        f"/erasures/{AGENCY}",
        (handle,),
    )
    assert handle not in kept.read_text()


async def test_a_certificate_is_verified_offline(agency, people):
    handle, other = people
    await agency.deletes(handle)
    kept = agency.home / "certificate.jwt"
    await agency.types("erase", handle, "--certificate", str(kept))
    peers = ["--peers", str(agency.home / "peers.json"), "--json"]
    for asked, names_it in ((handle, True), (other, False)):
        words = ["certificate", str(kept), *peers, "--handle", asked]
        said = await asyncio.to_thread(CliRunner().invoke, commands(), words)
        assert json.loads(said.stdout)["names_it"] is names_it
    head, payload, signature = kept.read_text().strip().split(".")
    for changed in (f"{head}.{payload[:-2]}AA.{signature}", "nothing"):
        kept.write_text(changed)
        words = ["certificate", str(kept), *peers]
        said = await asyncio.to_thread(CliRunner().invoke, commands(), words)
        assert (said.exit_code, "ANSWER_TAMPERED" in said.output) == (2, True)


async def test_what_stands_in_the_database_is_not_erased(agency, unit, people):
    before = agency.made()
    refused = await agency.types("erase", *people)
    assert refused.exit_code == 2
    assert "2 of the records stand in the agency's database" in refused.output
    assert (unit.received, agency.made()) == ([], before)


async def test_a_certificate_about_others_is_not_believed(agency, unit, people):
    unit.of_others = True
    await agency.deletes(people[0])
    kept = agency.home / "certificate.jwt"
    refused = await agency.types("erase", people[0], "--certificate", str(kept))
    assert (refused.exit_code, kept.exists()) == (2, False)
    assert "AGENCY_GARBLED" in refused.output


async def test_no_certificate_is_written_over(agency, unit, people):
    kept = agency.home / "certificate.jwt"
    kept.write_text("the one before")
    await agency.deletes(people[0])
    refused = await agency.types("erase", people[0], "--certificate", str(kept))
    assert (refused.exit_code, unit.received) == (2, [])
    assert kept.read_text() == "the one before"


async def test_what_was_corrected_is_encoded_anew(agency, unit, people, tmp_path):
    handle, other = people
    before = agency.made()
    changed = update(persons).where(persons.c.handle == handle)
    await agency.does(changed.values(machine_readable_name="KUSUMA CONTOH WIRA"))
    done = await agency.types("correct", handle, other, "--json")
    assert done.exit_code == 0, done.output
    said = {"agency": AGENCY, "corrected": 2, "linked": True}
    assert json.loads(done.stdout) == said
    after = agency.made()
    assert {k for k in after if after[k] != before[k]} == {handle}
    assert after.keys() == before.keys()
    ((method, path, body),) = unit.received
    assert (method, path) == ("PATCH", f"/encodings/{AGENCY}")
    sent = tmp_path / "sent.parquet"
    sent.write_bytes(body)
    file = read_encodings(sent)
    assert [file.encoding(row) for row in range(2)] == [
        after[each] for each in sorted(people)
    ]


async def test_what_is_not_in_the_database_is_not_corrected(agency, unit, people):
    refused = await agency.types("correct", people[0], "nobody")
    assert refused.exit_code == 2
    assert "1 of the records are not in the agency's database" in refused.output
    assert unit.received == []


@pytest.mark.parametrize("command", ["erase", "correct"])
async def test_too_many_and_other_agencies_are_refused(agency, unit, command):
    many = await agency.types(command, *map(str, range(101)))
    assert (many.exit_code, "At most 100" in many.output) == (2, True)
    other = await agency.types(command, "h", of="dukcapil")
    assert (other.exit_code, "settings are of imigrasi" in other.output) == (2, True)
    assert unit.received == []
