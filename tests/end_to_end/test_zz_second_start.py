"""A second start on the same folder starts the processes, and makes nothing anew.

The last of this folder's tests: it stops the world and starts it again.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from tautan.demo.command import world_of
from tautan.demo.layout import AGENCIES

QUESTION = "q06-oath-not-registered"
KEPT = ("shared", "issuer", "truth.csv", "world.json")
MADE_ONCE = ("Keys", "Population of", "Linkage:")


@pytest.fixture(scope="module")
def starts(demo):
    """Before and after: what the folder holds, what was printed, what was asked."""

    def state():
        asked = demo.ask("ahu-analyst", QUESTION).result
        (answer,) = asked.answers
        refs = [case["ref"] for case in answer.data["citizenshipCases"]["nodes"]]
        return contents(demo.layout), demo.said, (asked.table.rows, refs)

    before = state()
    demo.stop()
    demo.start_again()
    return before, state()


def contents(layout):
    """What is made once: keys, databases in files and truth as bytes, links as rows."""
    paths = [layout.root / name for name in KEPT]
    paths += [
        *layout.root.glob("*/*.key"),
        *layout.root.glob("*/*.jwk"),
    ]
    paths += [layout.agency(name) / "data.sqlite" for name in AGENCIES]
    files = [file for path in paths for file in (path, *path.rglob("*"))]
    links = layout.unit / "links.sqlite"
    with closing(sqlite3.connect(links)) as database:
        rows = list(database.iterdump())  # what a log beside the file still holds too
    return {
        links: rows,
        **{file: file.read_bytes() for file in files if file.is_file()},
    }


def test_everything_is_as_it_was(starts):
    (before, _, _), (after, _, _) = starts
    assert len(before) > 40
    assert after == before


def test_only_the_processes_start(starts):
    (_, first, _), (_, second, _) = starts
    for title in MADE_ONCE:
        assert title in first
        assert title not in second
    assert "Processes" in second


def test_answers_and_pseudonyms_are_the_same(starts):
    (_, _, first), (_, _, second) = starts
    assert first[0]
    assert second == first


def test_the_day_of_the_population_is_kept(demo):
    world = demo.world
    later = world_of(demo.layout, world.people, world.today + timedelta(days=30))
    assert later == world


def test_another_size_is_refused(demo):
    with pytest.raises(LookupError, match="holds 2,000 people"):
        world_of(demo.layout, 3_000, demo.world.today)
