"""Requests that end together share one group; none is answered before it is on disk."""

import asyncio
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from protocol.audit import AuditLog
from protocol.audit_commit import THREADED_GROUPS, GroupCommit
from protocol.audit_events import AuditEvent
from protocol.audit_verify import read_log, verify_log
from protocol.errors import AuditError
from protocol.keys import KeySet, SigningKey

KEY = SigningKey.generate("gateway")
KEYS = KeySet.of([KEY])


def _clock() -> datetime:
    return datetime(2026, 1, 15, 3, 0, tzinfo=UTC)


def _event(number: int) -> AuditEvent:
    return AuditEvent("ANSWERED", "OK", request_id=f"request-{number}")


class Disk:
    """Counts waits for the disk, and holds or refuses them."""

    def __init__(self) -> None:
        self.waits = 0
        self.full = False
        self.seconds = 0.0
        self.open = threading.Event()
        self.open.set()

    def sync(self, descriptor: int) -> None:
        self.open.wait()
        self.waits += 1
        if self.full:
            raise OSError(28, "No space left on device")
        os.fsync(descriptor)


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def commit(path: Path, disk: Disk):
    made = GroupCommit(AuditLog(path, "gateway-1", KEY, _clock, disk.sync), quick=0)
    yield made
    made.close()


async def test_many_events_share_a_group(
    commit: GroupCommit, disk: Disk, path: Path
) -> None:
    alone = disk.waits
    await commit.append(_event(0))
    per_group = disk.waits - alone
    disk.waits = 0
    numbers = await asyncio.gather(*(commit.append(_event(n)) for n in range(1, 201)))
    assert disk.waits <= 2 * per_group
    assert numbers == list(range(2, 202))
    assert verify_log(path, KEYS).lines == 202


async def test_nobody_goes_on_before_the_disk_has_it(
    commit: GroupCommit, disk: Disk
) -> None:
    disk.open.clear()
    first = asyncio.create_task(commit.append(_event(0)))
    await asyncio.sleep(0.02)
    second = asyncio.create_task(commit.append(_event(1)))
    await asyncio.sleep(0.02)
    assert not first.done()
    assert not second.done()
    disk.open.set()
    assert await asyncio.gather(first, second) == [1, 2]


async def test_a_slow_disk_is_waited_for_in_a_thread(disk: Disk, path: Path) -> None:
    now, threads = [0.0], []

    def sync(descriptor: int) -> None:
        threads.append(threading.current_thread() is threading.main_thread())
        now[0] += disk.seconds
        os.fsync(descriptor)

    log = AuditLog(path, "gateway-1", KEY, _clock, sync)
    commit = GroupCommit(log, timer=lambda: now[0])

    async def in_loop() -> bool:
        threads.clear()
        await commit.append(_event(0))
        return all(threads)

    assert await in_loop()
    disk.seconds = 0.01
    assert await in_loop()
    assert [await in_loop() for _ in range(THREADED_GROUPS)] == [
        False
    ] * THREADED_GROUPS
    disk.seconds = 0
    assert await in_loop()
    assert await in_loop()
    commit.close()


async def test_a_full_disk_refuses_the_whole_group_and_then_goes_on(
    commit: GroupCommit, disk: Disk, path: Path
) -> None:
    disk.full = True
    refused = await asyncio.gather(
        *(commit.append(_event(n)) for n in range(3)), return_exceptions=True
    )
    assert [type(one) for one in refused] == [AuditError] * 3
    assert len({id(one) for one in refused}) == 3
    disk.full = False
    await commit.append(_event(9))
    assert [*read_log(path)][-1]["requestId"] == "request-9"
    verify_log(path, KEYS)


async def test_one_event_too_large_refuses_no_other(
    commit: GroupCommit, path: Path
) -> None:
    large = AuditEvent("ANSWERED", "OK", coordinates=("Type.field",) * 120_000)
    answers = await asyncio.gather(
        commit.append(_event(0)),
        commit.append(large),
        commit.append(_event(1)),
        return_exceptions=True,
    )
    assert [answers[0], answers[2]] == [1, 2]
    assert isinstance(answers[1], AuditError)
    assert verify_log(path, KEYS).lines == 3


async def test_a_fault_of_ours_reaches_everyone_who_waits(
    commit: GroupCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_events: object) -> list[int]:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(commit.log, "write", broken)
        with pytest.raises(RuntimeError):
            await commit.append(_event(0))
    assert await commit.append(_event(1)) == 1


async def test_who_left_meanwhile_is_written_all_the_same(
    commit: GroupCommit, disk: Disk, path: Path
) -> None:
    disk.open.clear()
    gone = asyncio.create_task(commit.append(_event(0)))
    await asyncio.sleep(0.02)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    disk.open.set()
    assert await commit.append(_event(1)) == 2
    assert verify_log(path, KEYS).lines == 3
