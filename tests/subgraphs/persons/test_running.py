"""Links follow what was delivered: as a whole run would have made them."""

from dataclasses import replace
from functools import partial
from random import Random  # noqa: TID251 - seeded below

import pytest
from sqlalchemy import select

from linkage.errors import EpochMismatch
from linkage.record import PartialDate, Record
from subgraphs.persons.linking import link_uploads
from subgraphs.persons.running import Ran, follow, store
from subgraphs.persons.tables import erased, history, links, records, runs
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.database import Database

PAIRS = (("ahu", "dukcapil"), ("ahu", "imigrasi"), ("dukcapil", "imigrasi"))
AGENCIES = ("ahu", "dukcapil", "imigrasi")
NAMES = ("SITI CONTOH RAHAYU", "SITI RAHAYU CONTOH", "KADEK DWI ASTUTI", "BUDI CONTOH")


def person(handle, *, name=NAMES[0], day="1990-07-03", nik="3273014307900001"):
    return Record(
        handle=handle,
        names=(name,),
        birth_date=PartialDate(day),
        birth_place="BANDUNG",
        sex="F",
        niks=(nik,) if nik else (),
        mother_name="AMINAH CONTOH",
    )


@pytest.fixture
async def database(world):
    found = Database.at(world.database)
    yield found
    await found.close()


@pytest.fixture
def deliver(world):
    """Puts files in place, of the agencies that are named."""
    world.uploads.mkdir()

    def put(**files):
        for agency, found in files.items():
            body = world.encoded(agency, found)
            (world.uploads / f"{agency}.parquet").write_bytes(body)

    return put


def given(world, **differing):
    uploads = Uploads(world.uploads)
    return world.run(uploads=uploads, pairs=PAIRS, **differing)


async def whole(world, **differing):
    run = given(world, **differing)
    found = link_uploads(run.uploads, run.profile, run.pairs, run.report)
    return await world.in_turn(partial(store, run, found))


async def followed(world, **differing):
    return await world.in_turn(partial(follow, given(world, **differing), few=0))


async def table(database, of):
    return [tuple(row.values()) for row in await database.rows(select(of))]


async def persons(database):
    rows = await database.rows(select(records))
    return {(row["agency"], row["handle"]): row["person"] for row in rows}


async def told(database):
    return [row[2:] for row in await table(database, history)]


ONE = {"ahu": [person("a")], "dukcapil": [person("d")], "imigrasi": [person("i")]}


async def test_nothing_new_changes_nothing(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    before = [await table(database, each) for each in (records, links)]
    ran = await followed(world)
    assert (ran.whole, ran.changed, ran.gone) == (False, 0, 0)
    assert [await table(database, each) for each in (records, links)] == before


async def test_a_new_record_joins_its_person_under_the_same_id(
    world, deliver, database
):
    deliver(ahu=[person("a")], dukcapil=[person("d")], imigrasi=[])
    await whole(world)
    before = await persons(database)
    deliver(imigrasi=[person("i")])
    ran = await followed(world)
    assert (ran.changed, ran.gone, ran.outcome.links) == (1, 0, 3)
    after = await persons(database)
    assert set(after.values()) == set(before.values())
    assert len(after) == 3
    assert await told(database) == []


async def test_a_record_that_is_gone_leaves_and_the_person_stays(
    world, deliver, database
):
    deliver(**ONE)
    await whole(world)
    before = await persons(database)
    deliver(ahu=[])
    assert (await followed(world)).gone == 1
    after = await persons(database)
    assert after == {key: who for key, who in before.items() if key[0] != "ahu"}
    assert await told(database) == []


async def test_a_persons_id_dies_with_its_last_record(world, deliver, database):
    deliver(ahu=[person("a")], dukcapil=[], imigrasi=[])
    await whole(world)
    (dead,) = set((await persons(database)).values())
    deliver(ahu=[])
    await followed(world)
    assert await persons(database) == {}
    assert await told(database) == [("DATA", "ENDED", dead, None)]
    deliver(ahu=[person("a")])
    await followed(world)
    assert dead not in (await persons(database)).values()


async def test_a_person_that_parts_is_told(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    (was,) = set((await persons(database)).values())
    other = person("d", name=NAMES[2], day="1971-02-17", nik="5171015702710004")
    deliver(dukcapil=[other])
    assert (await followed(world)).changed == 1
    after = await persons(database)
    assert after["ahu", "a"] == after["imigrasi", "i"] == was
    assert await told(database) == [("DATA", "SPLIT", was, after["dukcapil", "d"])]
    deliver(**ONE)
    await followed(world)
    assert set((await persons(database)).values()) == {was}
    merged = ("DATA", "MERGED", after["dukcapil", "d"], was)
    assert (await told(database))[1:] == [merged]


async def test_a_link_keeps_its_day_while_it_stays_what_it_is(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    later = world.run().today.replace(day=20)
    deliver(imigrasi=[person("i", name=NAMES[1])])
    await followed(world, today=later)
    days = {
        frozenset((row["agency"], row["other_agency"])): row["linked_on"]
        for row in await database.rows(select(links))
    }
    assert days[frozenset(("ahu", "dukcapil"))] < later
    assert (await table(database, runs))[0][0] == later
    await whole(world, today=later.replace(day=25))
    again = await database.rows(select(links))
    assert max(row["linked_on"] for row in again) == max(days.values())


async def test_a_whole_run_keeps_the_ids_too(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    before = await persons(database)
    await whole(world)
    assert await persons(database) == before
    assert await told(database) == []


async def test_after_a_compromise_every_id_is_new(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    before = await persons(database)
    await world.link(uploads=Uploads(world.uploads), pairs=PAIRS, compromised=True)
    after = await persons(database)
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


OTHERS = {
    "other pairs": {"pairs": PAIRS[:2]},
}


@pytest.mark.parametrize("differing", OTHERS.values(), ids=OTHERS)
async def test_pairs_judged_otherwise_are_compared_anew(world, deliver, differing):
    deliver(**ONE)
    await whole(world)
    run = replace(given(world), **differing)
    assert await world.in_turn(partial(follow, run, few=0)) is None


async def test_before_the_first_run_there_is_nothing_to_follow(world, deliver):
    deliver(**ONE)
    assert await followed(world) is None


async def test_files_of_two_epochs_are_not_followed_and_not_mixed(world, deliver):
    deliver(**ONE)
    await whole(world)
    body = world.encoded("ahu", [person("a")], world.encoder(epoch="2026-2"))
    (world.uploads / "ahu.parquet").write_bytes(body)
    assert await followed(world) is None
    with pytest.raises(EpochMismatch):
        await whole(world)


async def test_where_much_changed_every_pair_is_compared(world, deliver):
    deliver(**ONE)
    await whole(world)
    deliver(ahu=[person("another")])
    run = given(world)
    assert await world.in_turn(partial(follow, run)) is None
    assert isinstance(await world.in_turn(partial(follow, run, few=1)), Ran)


async def test_what_was_erased_does_not_come_back_with_a_file(world, deliver, database):
    deliver(**ONE)
    await whole(world)
    rows = {"agency": "ahu", "erased_mark": "x", "erased_on": world.run().today}
    async with database.engine.begin() as connection:
        await connection.execute(erased.insert(), [rows])
    deliver(ahu=[person("a"), person("b")])
    assert (await followed(world)).changed == 1


def drawn(random_, agency):
    """An agency's records: some of few persons, with a word or a day that differs."""
    found = []
    for number in range(random_.randint(0, 6)):
        who = random_.randrange(5)
        nik = f"32730143079{who:05}" if random_.random() < 0.6 else None
        day = f"19{70 + who}-0{random_.randint(1, 2)}-1{who}"
        name = NAMES[(who + (random_.random() < 0.2)) % len(NAMES)]
        found.append(person(f"{agency}{number}", name=name, day=day, nik=nik))
    return found


async def findings(database):
    """What is linked but for ids and days."""
    rows = [dict(row) for row in await database.rows(select(links))]
    ids = await persons(database)
    groups = {}
    for key, who in ids.items():
        groups.setdefault(who, set()).add(key)
    for row in rows:
        row["together"] = row.pop("person") is not None
        del row["linked_on"]
    shown = sorted(tuple(sorted((k, str(v)) for k, v in row.items())) for row in rows)
    return shown, sorted(map(sorted, groups.values()))


@pytest.mark.parametrize("seed", range(4))
async def test_many_changes_come_to_what_one_whole_run_makes(
    world, deliver, database, seed
):
    """With real encodings, judged by the real kernels on both ways."""
    random_ = Random(seed)  # noqa: S311 - no secret is drawn
    deliver(**{agency: drawn(random_, agency) for agency in AGENCIES})
    await whole(world)
    for _ in range(6):
        chosen = random_.sample(AGENCIES, random_.randint(1, 2))
        deliver(**{agency: drawn(random_, agency) for agency in chosen})
        assert not (await followed(world)).whole
        carried = await findings(database)
        await whole(world)
        assert carried == await findings(database)
