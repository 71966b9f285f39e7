"""A run that is killed, whenever it is, leaves the links of before or of after."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from linkage.record import PartialDate, Record
from tests.subgraphs.persons.test_commands import ANY_DAY

PEOPLE = 400


@pytest.fixture
def world_of_many(world):
    """Many people at two agencies."""
    world.agree({"LNK-DEMO-001": ANY_DAY})
    world.uploads.mkdir()
    return world


def deliver(world, agency, people):
    records = [
        Record(
            f"{agency}-{at}",
            names=(f"CONTOH {at:04} RAHAYU",),
            birth_date=PartialDate(f"19{at % 70 + 20}-0{at % 9 + 1}-1{at % 9}"),
            niks=(f"32730143079{at:05}",),
        )
        for at in people
    ]
    path = world.uploads / f"{agency}.parquet"
    path.write_bytes(world.encoded(agency, records))


def started(world):
    command = [sys.executable, "-m", "tautan", "unit", "run", "--config"]
    return subprocess.Popen(  # noqa: S603 - our own command, no shell
        [*command, str(world.settings())],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def ended(run):
    run.communicate()
    return run.returncode


def links(world):
    """The records that are linked; links that lead to none, or one way, are half."""
    with closing(sqlite3.connect(world.home / "persons.sqlite")) as database:
        people = dict(
            database.execute("SELECT agency || ':' || handle, person FROM records")
        )
        found = database.execute(
            "SELECT agency || ':' || handle, other_agency || ':' || other_handle, "
            "person FROM links"
        ).fetchall()
    ends = {(here, other) for here, other, _ in found}
    assert {(other, here) for here, other in ends} == ends
    for here, other, person in found:
        assert person is None or people[here] == people[other] == person
    return set(people)


@pytest.mark.trust
def test_a_killed_run_leaves_nothing_half_linked(world_of_many):
    world = world_of_many
    for agency in ("ahu", "dukcapil"):
        deliver(world, agency, range(PEOPLE))
    whole = started(world)
    began = time.monotonic()
    assert ended(whole) == 0
    took = time.monotonic() - began
    before = links(world)
    assert len(before) == 2 * PEOPLE
    deliver(world, "ahu", range(PEOPLE // 2, PEOPLE + 20))
    after = {*(f"ahu:ahu-{at}" for at in range(PEOPLE // 2, PEOPLE + 20))}
    after |= {each for each in before if each.startswith("dukcapil")}
    for share in (0.7, 0.85, 0.95):
        run = started(world)
        time.sleep(took * share)
        run.send_signal(signal.SIGKILL)
        ended(run)
        assert links(world) in (before, after)
    last = started(world)
    assert ended(last) == 0
    assert links(world) == after
