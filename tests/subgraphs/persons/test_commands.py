"""What the operator of the unit types, and what a mistake says."""

import asyncio
import json
import sqlite3
from contextlib import closing

import aiohttp
import pytest
import uvicorn
from rich.progress import Progress
from typer.testing import CliRunner

from linkage.record import PartialDate, Record
from linkage.release.files import append
from linkage.release.revocation import Kind
from subgraphs.persons import cli
from subgraphs.persons.settings import UnitSettings
from subgraphs.sdk.errors import SettingsInvalid
from subgraphs.sdk.settings import read_settings

UNCHANGED = {"whole": False, "changed": 0, "gone": 0}
ANY_DAY = {
    "validity": {"from": "2023-01-01", "to": "2999-12-31"},
    "dpia": {"id": "DPIA-LNK-001", "approved": "2023-01-01", "review_by": "2999-12-31"},
}
SITI = {
    "names": ("SITI CONTOH RAHAYU",),
    "birth_date": PartialDate("1990-07-03"),
    "niks": ("3273014307900001",),
}


@pytest.fixture
def uploaded(world):
    """One person in two agencies, under an agreement that holds on the day of the test."""
    world.agree({"LNK-DEMO-001": ANY_DAY})
    world.uploads.mkdir()
    for agency in ("ahu", "dukcapil"):
        body = world.encoded(agency, [Record(handle=agency, **SITI)])
        (world.uploads / f"{agency}.parquet").write_bytes(body)
    return world


def run(world, *options, **changes):
    config = str(world.settings(**changes))
    return CliRunner().invoke(cli.unit, ["run", "--config", config, *options])


def stored(world):
    with closing(sqlite3.connect(world.home / "persons.sqlite")) as database:
        return database.execute("SELECT agency, handle FROM links").fetchall()


def test_run_links_what_was_uploaded_and_says_how_much(uploaded) -> None:
    done = run(uploaded)
    assert done.exit_code == 0, done.output
    words = "2 records, 1 persons in several records, 1 links (every pair compared)"
    assert words in done.output
    assert sorted(stored(uploaded)) == [("ahu", "ahu"), ("dukcapil", "dukcapil")]
    again = run(uploaded, "--json")
    linked = {"records": 2, "persons": 1, "links": 1}
    assert json.loads(again.stdout) == {**linked, **UNCHANGED}
    assert len(stored(uploaded)) == 2


@pytest.mark.trust
def test_run_refuses_damaged_files_and_leaves_the_links(uploaded) -> None:
    run(uploaded)
    before = stored(uploaded)
    (uploaded.uploads / "ahu.parquet").write_bytes(b"damaged")
    done = run(uploaded)
    assert (done.exit_code, stored(uploaded)) == (2, before)
    assert "ENCODINGS_CORRUPT" in done.output


MISTAKES = {
    "no-profile": ({"profile": "none.yaml"}, "PROFILE_INVALID"),
    "unknown-setting": ({"uploadz": "uploads"}, "uploadz"),
    "no-agreements": ({"schema": "nowhere"}, "nowhere"),
}


@pytest.mark.parametrize(("changes", "words"), MISTAKES.values(), ids=MISTAKES)
@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_mistake_in_the_settings_is_named(uploaded, command, changes, words) -> None:
    config = str(uploaded.settings(**changes))
    done = CliRunner().invoke(cli.unit, [command, "--config", config])
    assert done.exit_code == 2
    assert words in done.output
    assert "Traceback" not in done.output


def test_run_names_what_is_wrong_in_an_agreement(uploaded) -> None:
    path = uploaded.home / "schema" / "agreements" / "LNK-DEMO-001.yaml"
    path.write_text(path.read_text().replace("ACTIVE", "ASLEEP"))
    done = run(uploaded)
    assert done.exit_code == 2
    assert "LNK-DEMO-001.yaml" in done.output


def test_serve_answers_where_the_settings_say(uploaded, serve, monkeypatch) -> None:
    """Before the first run too: the tables are made."""
    served = {}

    def keep(server):
        served.update(vars(server.config))

    monkeypatch.setattr(uvicorn.Server, "run", keep)
    config = str(uploaded.settings(listen={"host": "127.0.0.1", "port": 8109}))
    done = CliRunner().invoke(cli.unit, ["serve", "--config", config])
    assert done.exit_code == 0, done.output
    assert (served["host"], served["port"]) == ("127.0.0.1", 8109)
    assert served["access_log"] is False
    assert stored(uploaded) == []

    async def asked():
        async with serve(served["app"]) as url, aiohttp.ClientSession() as client:
            async with client.get(f"{url}/health") as health:
                assert await health.json() == {"status": "ok", "agency": "persons"}
            async with client.put(f"{url}/encodings/ahu", data=b"") as refused:
                assert refused.status == 403

    asyncio.run(asked())


def test_two_epochs_are_in_force_during_a_rotation_alone(world) -> None:
    usual = read_settings(world.settings(), UnitSettings)
    rotating = read_settings(world.settings(next_epoch="2026-2"), UnitSettings)
    assert usual.epochs == {"2026-1"}
    assert rotating.epochs == {"2026-1", "2026-2"}


def test_an_upload_has_a_size(world) -> None:
    with pytest.raises(SettingsInvalid, match="most_upload_bytes"):
        read_settings(world.settings(most_upload_bytes=0), UnitSettings)


def test_each_pair_has_one_bar_however_often_it_is_told() -> None:
    progress = Progress()
    report = cli._reporting(progress)
    report("ahu - dukcapil", 1, 4)
    report("ahu - imigrasi", 0, 0)
    report("ahu - dukcapil", 3, 4)
    assert [(bar.description, bar.completed, bar.total) for bar in progress.tasks] == [
        ("ahu - dukcapil", 3, 4),
        ("ahu - imigrasi", 0, None),
    ]


@pytest.mark.parametrize("kind", [Kind.PROFILE, Kind.EPOCH])
def test_run_links_nothing_under_what_officers_revoked(uploaded, kind) -> None:
    subjects = {Kind.PROFILE: uploaded.profile.fingerprint, Kind.EPOCH: "2026-1"}
    stop = uploaded.release.revocation(kind, subjects[kind])
    append(uploaded.home / "revocations", stop)
    refused = run(uploaded)
    assert refused.exit_code == 2
    assert f"RELEASE_REFUSED: revocations.{kind.lower()}" in refused.output
