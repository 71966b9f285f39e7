import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from protocol.errors import StatementError, TautanError
from protocol.replay import MemoryReplayGuard, ReplayGuard, SqliteReplayGuard, Used
from protocol.shared_replay import SharedReplayGuard, replay_guard


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 15, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def until(self, seconds: int) -> int:
        return int(self.now.timestamp()) + seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "shared"])
def guard(
    request: pytest.FixtureRequest, clock: Clock, tmp_path: Path
) -> Iterator[ReplayGuard]:
    if request.param == "memory":
        yield MemoryReplayGuard(clock)
        return
    where = {"sqlite": "used.sqlite", "shared": shared_dsn(tmp_path)}
    stored = replay_guard(where[request.param], tmp_path, clock)
    yield stored
    stored.close()


def shared_dsn(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder}/shared.sqlite"


@pytest.mark.parametrize(
    ("used", "code"),
    [
        (Used.STATEMENT, "STATEMENT_REPLAYED"),
        (Used.HOP, "HOP_REPLAYED"),
        (Used.LOOKUP, "LOOKUP_TOKEN_INVALID"),
    ],
)
def test_an_id_is_taken_once(
    guard: ReplayGuard, clock: Clock, used: Used, code: str
) -> None:
    guard.remember("id-1", "digest", clock.until(60), used)
    guard.remember("id-2", "digest", clock.until(60), used)
    for fingerprint in ("digest", "other"):
        with pytest.raises(TautanError) as refused:
            guard.remember("id-1", fingerprint, clock.until(60), used)
        assert refused.value.code == code


def test_a_statement_is_what_is_meant_if_nothing_is_said(
    guard: ReplayGuard, clock: Clock
) -> None:
    guard.remember("id-1", "digest", clock.until(60))
    with pytest.raises(TautanError) as refused:
        guard.remember("id-1", "digest", clock.until(60), Used.STATEMENT)
    assert refused.value.code == "STATEMENT_REPLAYED"


def test_kinds_are_kept_apart(guard: ReplayGuard, clock: Clock) -> None:
    for used in Used:
        guard.remember("id-1", "digest", clock.until(60), used)


def test_a_shared_id_keeps_its_fingerprint(guard: ReplayGuard, clock: Clock) -> None:
    for _ in range(3):
        guard.remember_shared("id-1", "digest", clock.until(60))
    with pytest.raises(TautanError) as refused:
        guard.remember_shared("id-1", "other", clock.until(60))
    assert refused.value.code == "STATEMENT_REPLAYED"
    guard.remember_shared("id-1", "digest", clock.until(60))


def test_an_id_is_kept_to_its_end_and_then_forgotten(
    guard: ReplayGuard, clock: Clock
) -> None:
    guard.remember("short", "digest", clock.until(60))
    guard.remember("long", "digest", clock.until(300))
    clock.now += timedelta(seconds=60)
    for name in ("short", "long"):
        with pytest.raises(TautanError):
            guard.remember(name, "digest", clock.until(60))
    clock.now += timedelta(seconds=1)
    guard.remember("short", "digest", clock.until(60))
    with pytest.raises(TautanError):
        guard.remember("long", "digest", clock.until(60))


def test_a_refused_try_does_not_prolong_the_memory(
    guard: ReplayGuard, clock: Clock
) -> None:
    guard.remember("id-1", "digest", clock.until(60))
    with pytest.raises(TautanError):
        guard.remember("id-1", "digest", clock.until(6000))
    clock.now += timedelta(seconds=61)
    guard.remember("id-1", "digest", clock.until(60))


def test_the_memory_of_a_guard_is_bounded_by_lifetimes(clock: Clock) -> None:
    guard = MemoryReplayGuard(clock)
    for number in range(1000):
        guard.remember(f"id-{number}", "digest", clock.until(10))
        clock.now += timedelta(seconds=1)
    assert len(guard._seen) == len(guard._expiry) <= 12


def test_a_stored_guard_remembers_after_a_restart(clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "used.sqlite"
    first = SqliteReplayGuard(path, clock)
    first.remember("id-1", "digest", clock.until(60))
    first.close()
    second = SqliteReplayGuard(path, clock)
    with pytest.raises(TautanError):
        second.remember("id-1", "digest", clock.until(60))
    second.close()


def test_of_many_at_once_one_takes_the_id(clock: Clock, tmp_path: Path) -> None:
    guards = [SqliteReplayGuard(tmp_path / "used.sqlite", clock) for _ in range(4)]

    def take(guard: SqliteReplayGuard) -> int:
        taken = 0
        for number in range(25):
            try:
                guard.remember(f"id-{number}", "digest", clock.until(60))
            except TautanError:
                continue
            taken += 1
        return taken

    with ThreadPoolExecutor(len(guards)) as pool:
        assert sum(pool.map(take, guards)) == 25
    for guard in guards:
        guard.close()


def test_replicas_share_what_was_used(clock: Clock, tmp_path: Path) -> None:
    first, second = (SharedReplayGuard(shared_dsn(tmp_path), clock) for _ in range(2))
    first.remember("id-1", "digest", clock.until(60))
    second.remember_shared("id-2", "digest", clock.until(60))
    with pytest.raises(TautanError):
        second.remember("id-1", "digest", clock.until(60))
    first.remember_shared("id-2", "digest", clock.until(60))
    with pytest.raises(TautanError):
        first.remember_shared("id-2", "other", clock.until(60))
    first.close()
    second.close()


def test_of_many_replicas_at_once_one_takes_the_id(
    clock: Clock, tmp_path: Path
) -> None:
    guards = [SharedReplayGuard(shared_dsn(tmp_path), clock) for _ in range(3)]

    def take(guard: SharedReplayGuard) -> int:
        try:
            guard.remember("id-1", "digest", clock.until(60))
        except StatementError:
            return 0
        return 1

    with ThreadPoolExecutor(len(guards)) as pool:
        assert sum(pool.map(take, guards)) == 1
    for guard in guards:
        guard.close()
        guard.close()


def test_a_shared_store_forgets_what_is_old(clock: Clock, tmp_path: Path) -> None:
    guard = SharedReplayGuard(shared_dsn(tmp_path), clock)
    for number in range(5):
        guard.remember(f"id-{number}", "digest", clock.until(10))
    clock.now += timedelta(seconds=61)
    guard.remember("another", "digest", clock.until(10))
    with closing(sqlite3.connect(tmp_path / "shared.sqlite")) as store:
        kept = store.execute("SELECT jti FROM tautan_used").fetchall()
    assert kept == [("another",)]
    guard.close()


def test_a_shared_store_that_is_away_refuses(clock: Clock, tmp_path: Path) -> None:
    with pytest.raises(TautanError) as away:
        replay_guard(f"sqlite+aiosqlite:///{tmp_path}/no/where.sqlite", tmp_path, clock)
    assert away.value.code == "INTERNAL_ERROR"
    guard = SharedReplayGuard(shared_dsn(tmp_path), clock)
    guard.close()
    with pytest.raises(TautanError) as closed:
        guard.remember("id-1", "digest", clock.until(60))
    assert closed.value.code == "INTERNAL_ERROR"


def test_a_store_that_fails_refuses(clock: Clock, tmp_path: Path) -> None:
    guard = SqliteReplayGuard(tmp_path / "used.sqlite", clock)
    guard.close()
    with pytest.raises(TautanError) as refused:
        guard.remember("id-1", "digest", clock.until(60))
    assert refused.value.code == "INTERNAL_ERROR"
