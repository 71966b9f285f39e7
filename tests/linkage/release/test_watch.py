"""A revocation counts within a minute, survives everything, and old lists end."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from linkage.errors import ReleaseRefused
from linkage.release.revocation import Kind
from linkage.release.revocation_list import seal, unseal
from linkage.release.watch import RevocationWatch, Times, Trust
from protocol.keys import KeySet, SigningKey

UNIT = SigningKey.generate("persons")
OTHER = SigningKey.generate("gateway")
PEERS = KeySet.of([UNIT, OTHER])
START = datetime(2026, 11, 24, 4, tzinfo=UTC)


class Memory:
    """Where the last list is kept."""

    content: bytes | None = None

    def read(self):
        return self.content

    def write(self, content):
        self.content = content


class World:
    """A unit that can be unreachable, and an agency that asks it."""

    def __init__(self, folder):
        self.now = START
        self.folder = folder
        self.keep = Memory()
        self.statements: list[str] = []
        self.down = False
        self.fetched = 0
        self.answer: bytes | None = None
        self.watch = self.restarted()

    def restarted(self):
        trust = Trust(self.folder.officers, PEERS, "persons")
        return RevocationWatch(self.fetch, self.keep, trust, lambda: self.now, Times())

    async def fetch(self):
        self.fetched += 1
        if self.down:
            raise OSError("down")
        return self.answer or seal(UNIT, self.statements, self.now)

    def later(self, **by):
        self.now += timedelta(**by)

    def revoke(self):
        said = self.folder.revocation(Kind.EPOCH, f"epoch-{len(self.statements)}")
        self.statements.append(said)

    async def count(self):
        return len((await self.watch.current()).revocations)


@pytest.fixture
def world(folder):
    return World(folder)


async def test_a_revocation_counts_within_a_minute_where_the_unit_is_reached(world):
    assert await world.count() == 0
    world.revoke()
    world.later(seconds=29)
    assert await world.count() == 0
    world.later(seconds=1)
    assert await world.count() == 1
    assert world.fetched == 2


async def test_the_last_list_serves_until_it_is_too_old(world):
    assert await world.count() == 0
    world.down = True
    world.later(hours=1)
    assert await world.count() == 0
    world.later(seconds=1)
    with pytest.raises(ReleaseRefused) as refused:
        await world.watch.current()
    assert refused.value.limit == "revocations"
    world.down = False
    world.later(seconds=30)
    assert await world.count() == 0


async def test_without_any_list_nothing_goes_on(world):
    world.down = True
    with pytest.raises(ReleaseRefused, match="can't be had"):
        await world.watch.current()


async def test_what_was_seen_survives_a_restart_without_the_unit(world):
    world.revoke()
    assert await world.count() == 1
    world.down = True
    world.watch = world.restarted()
    assert await world.count() == 1
    world.later(hours=1, seconds=1)
    world.watch = world.restarted()
    with pytest.raises(ReleaseRefused):
        await world.watch.current()


async def test_a_list_that_lacks_what_was_seen_undoes_nothing(world):
    world.revoke()
    assert await world.count() == 1
    world.statements.clear()
    world.later(minutes=30)
    assert await world.count() == 1
    world.watch = world.restarted()
    assert await world.count() == 1
    world.later(minutes=31)
    with pytest.raises(ReleaseRefused):
        await world.watch.current()


async def test_an_old_list_that_is_sent_again_only_ages(world):
    old = seal(UNIT, [], START)
    assert await world.count() == 0
    world.answer = old
    for _ in range(2):
        world.later(minutes=29)
        await world.watch.current()
    world.later(minutes=3)
    with pytest.raises(ReleaseRefused):
        await world.watch.current()


async def test_a_list_older_than_the_last_is_left(world):
    world.later(minutes=10)
    assert await world.count() == 0
    world.revoke()
    world.answer = seal(UNIT, world.statements, START)
    world.later(minutes=1)
    assert await world.count() == 0


async def test_a_list_from_the_future_is_left(world):
    world.answer = seal(UNIT, [], START + timedelta(seconds=61))
    with pytest.raises(ReleaseRefused):
        await world.watch.current()
    world.answer = seal(UNIT, [], START + timedelta(seconds=90))
    world.later(seconds=30)
    assert await world.count() == 0


async def test_a_list_with_a_forged_revocation_is_left(world):
    stranger = SigningKey.generate("officer:ahu")
    world.folder.keys["ahu"], own = stranger, world.folder.keys["ahu"]
    world.revoke()
    with pytest.raises(ReleaseRefused):
        await world.watch.current()
    world.folder.keys["ahu"] = own


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"v": 1}',
        b'{"v": 2, "revocations": [], "seal": "a.b.c"}',
        b'{"v": 1, "revocations": [1], "seal": "a.b.c"}',
        b'{"v": 1, "revocations": [], "seal": "a.b.c"}',
        seal(OTHER, [], START),
        seal(SigningKey.generate("persons"), [], START),
    ],
)
def test_a_list_that_the_unit_did_not_seal_is_refused(content):
    with pytest.raises(ReleaseRefused, match="not the unit's"):
        unseal(content, PEERS, "persons")


def test_a_seal_is_of_one_list():
    said = json.loads(seal(UNIT, ["one"], START))
    said["revocations"] = []
    with pytest.raises(ReleaseRefused, match="not the unit's"):
        unseal(json.dumps(said).encode(), PEERS, "persons")
    assert unseal(seal(UNIT, ["one"], START), PEERS, "persons").sealed == START
