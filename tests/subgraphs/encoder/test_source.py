"""From tables to records: one record per handle, streamed."""

import asyncio
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import select, text

from linkage.encode.secrets import create_secret
from linkage.errors import ReleaseRefused
from linkage.exchange.reader import read_encodings
from linkage.record import PartialDate, Precision
from protocol.keys import KeySet, SigningKey
from subgraphs.encoder.encode import encode_agency
from subgraphs.encoder.release import guard_of
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.source import LinkageSource
from subgraphs.population.rows import (
    Applicant,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    InmateAlias,
    Passport,
    Resident,
)
from subgraphs.sdk.load import load_rows
from subgraphs.sdk.settings import Release
from tests.support.releases import released

PROFILE = Path(__file__).resolve().parents[3] / "schema" / "linkage" / "default.yaml"

PERSONS = {
    "dukcapil": Resident,
    "ahu": Applicant,
    "imigrasi": ImmigrationPerson,
    "pemasyarakatan": Inmate,
    "kemlu": CitizenAbroad,
}


def sqlite(tmp_path, agency):
    return f"sqlite+aiosqlite:///{tmp_path}/{agency}.sqlite"


def loaded(dsn, agency, rows):
    metadata = import_module(f"subgraphs.{agency}.tables").metadata
    asyncio.run(load_rows(dsn, metadata, rows))
    return import_module(f"subgraphs.{agency}.linkage").SOURCE


@pytest.mark.parametrize("agency", PERSONS)
def test_every_person_is_one_record(tmp_path, agency_rows, agency) -> None:
    rows = agency_rows[agency]
    dsn = sqlite(tmp_path, agency)
    records = list(loaded(dsn, agency, rows).records(dsn))
    people = {row.handle: row for row in rows if isinstance(row, PERSONS[agency])}
    assert [record.handle for record in records] == sorted(people)
    for record in records:
        person = people[record.handle]
        born = PartialDate(
            person.birth_date,
            Precision(person.birth_date_precision),
            person.birth_date_imputed,
        )
        name = getattr(person, "name", None) or person.machine_readable_name
        assert record.names[0] == name
        assert record.birth_date == born
        assert record.sex == person.sex
        assert (person.nik in record.niks) is (person.nik is not None)


def test_all_passports_belong_to_one_record_latest_first(tmp_path, agency_rows) -> None:
    rows = agency_rows["imigrasi"]
    dsn = sqlite(tmp_path, "imigrasi")
    records = {r.handle: r for r in loaded(dsn, "imigrasi", rows).records(dsn)}
    held: dict[str, list[Passport]] = {}
    for row in rows:
        if isinstance(row, Passport):
            held.setdefault(row.person_handle, []).append(row)
    assert any(len(passports) > 1 for passports in held.values())
    for handle, passports in held.items():
        latest = max(passports, key=lambda one: one.issued_on)
        assert set(records[handle].passports) == {one.number for one in passports}
        assert records[handle].passports[0] == latest.number


def test_aliases_are_names_of_one_record(tmp_path, agency_rows) -> None:
    held = [row for row in agency_rows["pemasyarakatan"] if isinstance(row, Inmate)]
    aliases = [InmateAlias(held[0].handle, at, f"ALIAS {at}") for at in (0, 1)]
    rows = [*held, *aliases]
    dsn = sqlite(tmp_path, "pemasyarakatan")
    records = {r.handle: r for r in loaded(dsn, "pemasyarakatan", rows).records(dsn)}
    assert records[held[0].handle].names == (held[0].name, "ALIAS 0", "ALIAS 1")
    assert len(records) == len(held)


def test_earlier_niks_and_the_mother_are_linked_by(tmp_path, agency_rows) -> None:
    rows = agency_rows["dukcapil"]
    dsn = sqlite(tmp_path, "dukcapil")
    records = {r.handle: r for r in loaded(dsn, "dukcapil", rows).records(dsn)}
    earlier = [row for row in rows if row.legacy_niks]
    assert earlier
    for row in earlier:
        assert records[row.handle].niks == (row.nik, *row.legacy_niks)
        assert records[row.handle].mother_name == row.mother_name


def test_a_database_becomes_an_encodings_file(tmp_path, agency_rows, postgres) -> None:
    rows = agency_rows["dukcapil"]
    create_secret(tmp_path / "linkage.secret", "demo")
    dsn = postgres.dsn("dukcapil")
    source = loaded(dsn, "dukcapil", rows)
    done: list[int] = []
    written = encode_agency(
        settings_of("dukcapil", dsn),
        tmp_path,
        source,
        guard_in(tmp_path),
        lambda _what, count, _of: done.append(count),
    )
    found = read_encodings(tmp_path / "dukcapil.parquet")
    handles = {row.handle for row in rows}
    assert written == len(found) == len(handles) == done[-1]
    assert set(found.handles) == handles
    assert (found.header.agency, found.header.epoch) == ("dukcapil", "2026-1")
    content = (tmp_path / "dukcapil.parquet").read_bytes()
    assert rows[0].nik.encode() not in content
    assert rows[0].name.encode() not in content


def test_nothing_is_read_or_encoded_under_a_profile_not_in_force(tmp_path) -> None:
    create_secret(tmp_path / "linkage.secret", "demo")
    guard = guard_in(tmp_path)
    guard.files.signatures.unlink()
    unread = LinkageSource(select(text("1")), lambda _rows: pytest.fail("read"))
    settings = settings_of("dukcapil", "nowhere://")
    with pytest.raises(ReleaseRefused) as caught:
        encode_agency(settings, tmp_path, unread, guard)
    assert caught.value.limit == "signatures.ahu"
    assert not (tmp_path / "dukcapil.parquet").exists()


def guard_in(folder):
    """A guard that all officers' signatures satisfy."""
    signed = released(folder / "linkage")
    unit = SigningKey.generate("persons")
    now = datetime(2026, 11, 24, tzinfo=UTC)
    settings = Release.model_validate(signed.settings(unit, now))
    peers = KeySet.of([unit])
    return guard_of(signed.profile, settings, peers, folder, lambda: now)


def settings_of(agency, dsn):
    return EncoderSettings.model_validate(
        {
            "agency": agency,
            "database": dsn,
            "profile": PROFILE,
            "secret": "linkage.secret",
            "epoch": "2026-1",
            "signing": "encoder.jwk",
            "peers": "peers.json",
            "unit": "http://127.0.0.1:1",
            "encodings": f"{agency}.parquet",
            "release": {"officers": "officers", "revocations": "list"},
        }
    )
