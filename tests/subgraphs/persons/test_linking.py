"""The batch run: pairs with an agreement alone, all or nothing, and what is kept."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from linkage.errors import EncodingsCorrupt, EpochMismatch
from linkage.match.links import Band
from linkage.pipeline.progress import unwatched
from linkage.record import PartialDate, Record
from protocol.agreements.book import AgreementBook
from subgraphs.persons import ledger
from subgraphs.persons.ledger import Outcome
from subgraphs.persons.linking import link_uploads, pairs_covered
from subgraphs.persons.store import linked_on, surroundings_of
from subgraphs.persons.tables import links, records, runs
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.database import Database

TODAY = date(2026, 11, 24)
LINKED_ON = date(2026, 11, 1)
PAIRS = {
    "LNK-DEMO-001": {},  # ahu and dukcapil
    "LNK-DEMO-002": {},  # ahu and imigrasi
    "LNK-DEMO-004": {},  # dukcapil and imigrasi
}


def person(handle, *, name="SITI CONTOH RAHAYU", nik="3273014107900001"):
    return Record(
        handle=handle,
        names=(name,),
        birth_date=PartialDate("1990-07-03"),
        birth_place="BANDUNG",
        sex="F",
        niks=(nik,),
        mother_name="AMINAH CONTOH",
    )


@pytest.fixture
def uploaded(world):
    """One person in three agencies, and another at one of them."""
    world.uploads.mkdir()
    other = person("d-other", name="KADEK DWI ASTUTI", nik="5171015702960004")
    for agency, found in {
        "ahu": [person("a")],
        "dukcapil": [person("d"), other],
        "imigrasi": [person("i")],
    }.items():
        (world.uploads / f"{agency}.parquet").write_bytes(world.encoded(agency, found))
    return Uploads(world.uploads)


@pytest.fixture
def book(world):
    def load(agreements):
        world.agree(agreements)
        return AgreementBook.load(world.home / "schema" / "agreements")

    return load


def run_of(world, uploaded, agreements, report=unwatched):
    pairs = pairs_covered(agreements, world.profile, TODAY)
    return link_uploads(uploaded, world.profile, pairs, report).linked


def compared(linked):
    return set(linked.links)


def test_only_pairs_with_an_agreement_in_force_are_compared(
    world, uploaded, book
) -> None:
    agreements = book(PAIRS)
    linked = run_of(world, uploaded, agreements)
    assert compared(linked) == {
        ("ahu", "dukcapil"),
        ("ahu", "imigrasi"),
        ("dukcapil", "imigrasi"),
    }
    (cluster,) = linked.clusters.clusters
    assert [member.key for member in cluster.members] == [
        ("ahu", "a"),
        ("dukcapil", "d"),
        ("imigrasi", "i"),
    ]


LAPSED = {
    "suspended": {"state": "SUSPENDED"},
    "over": {"validity": {"from": "2024-01-01", "to": "2026-11-23"}},
    "to-come": {"validity": {"from": "2026-11-25", "to": "2029-12-31"}},
    "unassessed": {
        "dpia": {
            "id": "DPIA-LNK-001",
            "approved": "2024-01-01",
            "review_by": "2026-11-23",
        }
    },
    "of-another-profile": {"profile": "another"},
}


@pytest.mark.trust
@pytest.mark.parametrize("change", LAPSED.values(), ids=LAPSED)
def test_a_pair_whose_agreement_is_not_in_force_is_not_compared(
    world, uploaded, book, change
) -> None:
    agreements = book({**PAIRS, "LNK-DEMO-001": change})
    linked = run_of(world, uploaded, agreements)
    assert compared(linked) == {("ahu", "imigrasi"), ("dukcapil", "imigrasi")}


def test_progress_is_told_per_pair(world, uploaded, book) -> None:
    told = []
    agreements = book({"LNK-DEMO-001": {}})
    run_of(world, uploaded, agreements, lambda *step: told.append(step))
    assert {step for step, _, _ in told} == {"ahu - dukcapil"}
    _, done, total = told[-1]
    assert done == total > 0


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda _: b"damaged", EncodingsCorrupt),
        (
            lambda world: world.encoded(
                "ahu", [person("a")], world.encoder(epoch="2026-2")
            ),
            EpochMismatch,
        ),
    ],
    ids=["damaged", "of-another-epoch"],
)
def test_files_that_can_not_be_compared_end_the_run(
    world, uploaded, book, spoil, error
) -> None:
    (world.uploads / "ahu.parquet").write_bytes(spoil(world))
    with pytest.raises(error):
        run_of(world, uploaded, book(PAIRS))


@pytest.fixture
async def database(world):
    found = Database.at(world.database)
    yield found
    await found.close()


async def rows(database, table):
    return [tuple(row.values()) for row in await database.rows(select(table))]


async def test_a_run_is_stored_and_read_back(world, edge, database) -> None:
    outcome = await world.store(
        ["ahu:a", "ahu:alone", "dukcapil:d", "imigrasi:i"],
        [
            edge("ahu:a", "dukcapil:d"),
            edge("ahu:a", "imigrasi:i", Band.PROBABLE),
            edge("ahu:alone", "imigrasi:i", Band.POSSIBLE),
        ],
    )
    assert outcome == Outcome(records=4, persons=1, links=3)
    assert len(await rows(database, links)) == 6
    handles = ["a", "alone", "gone", "a"]
    a, alone, gone, again = await surroundings_of(database, "ahu", handles)
    assert gone is None
    assert again == a
    assert a.person != alone.person
    assert a.record == ("ahu", "a")
    seen = {
        (here, link.other): (link.band, link.same_person)
        for here, found in a.neighbours.items()
        for link in found
    }
    assert seen == {
        (("ahu", "a"), ("dukcapil", "d")): (Band.CERTAIN, True),
        (("dukcapil", "d"), ("ahu", "a")): (Band.CERTAIN, True),
        (("ahu", "a"), ("imigrasi", "i")): (Band.PROBABLE, True),
        (("imigrasi", "i"), ("ahu", "a")): (Band.PROBABLE, True),
    }
    assert await linked_on(database) == date(2026, 11, 1)


async def test_a_possible_link_between_two_persons_is_kept_at_both_its_ends(
    world, edge, database
) -> None:
    await world.store(
        ["ahu:a", "dukcapil:d", "imigrasi:i"],
        [
            edge("ahu:a", "dukcapil:d", Band.POSSIBLE),
            edge("dukcapil:d", "imigrasi:i"),
        ],
    )
    (a,) = await surroundings_of(database, "ahu", ["a"])
    (d,) = await surroundings_of(database, "dukcapil", ["d"])
    assert a.person != d.person
    ((here, (link,)),) = a.neighbours.items()
    assert (here, link.other, link.band) == (
        ("ahu", "a"),
        ("dukcapil", "d"),
        Band.POSSIBLE,
    )
    assert not link.same_person
    of_d = [
        (link.other.agency, link.same_person) for link in d.neighbours["dukcapil", "d"]
    ]
    assert sorted(of_d) == [("ahu", False), ("imigrasi", True)]


async def test_nobody_asked_takes_no_statement(database) -> None:
    assert await surroundings_of(database, "ahu", []) == []


async def test_a_run_takes_the_place_of_the_one_before(world, edge, database) -> None:
    await world.store(["ahu:a", "dukcapil:d"], [edge("ahu:a", "dukcapil:d")])
    await world.store(["ahu:b", "dukcapil:d"])
    assert {row[:2] for row in await rows(database, records)} == {
        ("ahu", "b"),
        ("dukcapil", "d"),
    }
    assert await rows(database, links) == []
    assert len(await rows(database, runs)) == 1


async def test_a_run_without_files_is_a_run(world, database) -> None:
    assert await world.store([]) == Outcome(0, 0, 0)
    ((linked_on_, profile, _, whole_on, _),) = await rows(database, runs)
    assert (linked_on_, profile, whole_on) == (LINKED_ON, "default", LINKED_ON)


async def test_many_rows_are_written_in_chunks(world, database, monkeypatch) -> None:
    monkeypatch.setattr(ledger, "CHUNK", 2)
    for size in (4, 5):
        await world.store([f"ahu:{n}" for n in range(size)])
        assert len(await rows(database, records)) == size


@pytest.mark.trust
async def test_a_run_that_fails_leaves_the_links_as_they_were(
    world, edge, database
) -> None:
    await world.store(["ahu:a", "dukcapil:d"], [edge("ahu:a", "dukcapil:d")])
    before = [await rows(database, table) for table in (records, links, runs)]
    engine = create_async_engine(world.database)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON runs "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    await engine.dispose()
    with pytest.raises(Exception, match="disk full"):
        await world.store(["ahu:a", "ahu:b", "dukcapil:d"])
    after = [await rows(database, table) for table in (records, links, runs)]
    assert after == before


async def test_questions_are_answered_while_a_run_writes(world, edge, database) -> None:
    await world.store(["ahu:a", "dukcapil:d"], [edge("ahu:a", "dukcapil:d")])
    engine = create_async_engine(world.database)
    async with engine.connect() as writer:
        # what a run does to the file once its changes outgrow the page cache
        await writer.exec_driver_sql("PRAGMA cache_size = 1")
        await writer.exec_driver_sql("PRAGMA cache_spill = ON")
        many = [
            {"agency": "ahu", "handle": f"{n:060}", "person": "p", "content": "c"}
            for n in range(2000)
        ]
        await writer.execute(records.delete())
        await writer.execute(records.insert(), many)
        (seen,) = await surroundings_of(database, "ahu", ["a"])
        assert seen.record == ("ahu", "a")
        await writer.rollback()
    await engine.dispose()
