"""One chain over many files: rotation, what a crash leaves of it, and ageing out."""

import os
import resource
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_files import archive_path, archives
from protocol.audit_head import head_path
from protocol.audit_notes import Ager, note_path
from protocol.audit_verify import read_log, verify_log
from protocol.errors import AuditBroken, AuditError
from protocol.keys import KeySet, SigningKey

KEY = SigningKey.generate("dukcapil")
KEYS = KeySet.of([KEY])
SMALL = 600


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def _event(number: int = 0) -> AuditEvent:
    return AuditEvent("ANSWERED", "OK", request_id=f"request-{number}")


def _opened(path: Path, clock: Clock, most_bytes: int = SMALL) -> AuditLog:
    return AuditLog(path, "dukcapil", KEY, clock, most_bytes=most_bytes)


@pytest.fixture
def full(path: Path, clock: Clock) -> Path:
    """A log over four files or more."""
    with _opened(path, clock) as log:
        for number in range(12):
            log.append(_event(number))
    assert len(archives(path)) >= 3
    return path


def test_the_chain_goes_on_in_a_new_file(full: Path) -> None:
    verified = verify_log(full, KEYS)
    lines = list(read_log(full))
    assert [line["seq"] for line in lines] == list(range(verified.lines))
    assert verified.files == len(archives(full)) + 1
    kinds = [line["kind"] for line in lines]
    assert kinds[0] == "LOG_STARTED"
    assert kinds.count("LOG_CONTINUED") == len(archives(full))
    assert [one["requestId"] for one in lines if "requestId" in one] == [
        f"request-{number}" for number in range(12)
    ]


def test_a_month_that_ends_begins_a_file(path: Path, clock: Clock) -> None:
    with _opened(path, clock, most_bytes=10**9) as log:
        log.append(_event(0))
        clock.now = datetime(2026, 2, 1, 0, 0, tzinfo=UTC)
        log.append(_event(1))
        log.append(_event(2))
    assert len(archives(path)) == 1
    assert verify_log(path, KEYS).lines == 5


def test_a_log_over_files_is_opened_again(full: Path, clock: Clock) -> None:
    before = verify_log(full, KEYS).lines
    with _opened(full, clock, most_bytes=10**9) as log:
        log.append(_event(99))
    assert verify_log(full, KEYS).lines == before + 1


@pytest.mark.parametrize("which", [0, 1, -1])
def test_an_archive_that_is_gone_shows(full: Path, which: int) -> None:
    archives(full)[which].unlink()
    with pytest.raises(AuditBroken):
        verify_log(full, KEYS)


def test_archives_that_were_swapped_or_changed_show(full: Path) -> None:
    first, second = archives(full)[:2]
    kept = first.read_bytes()
    shutil.copy(second, first)
    with pytest.raises(AuditBroken):
        verify_log(full, KEYS)
    first.write_bytes(kept.replace(b"request-0", b"request-x"))
    with pytest.raises(AuditBroken) as broken:
        verify_log(full, KEYS)
    assert broken.value.line == 2


def _crashing(path: Path, clock: Clock, after: int) -> bool:
    """Writes into a new file, and stops at the given wait for the disk.

    Returns:
        Whether it stopped.
    """
    waits = 0

    def sync(descriptor: int) -> None:
        nonlocal waits
        waits += 1
        if waits > after:
            raise KeyboardInterrupt
        os.fsync(descriptor)

    try:
        with AuditLog(path, "dukcapil", KEY, clock, sync, most_bytes=1) as log:
            log.append(_event(50))
    except KeyboardInterrupt:
        return True
    return False


@pytest.mark.parametrize("after", range(8))
def test_a_crash_while_a_file_is_begun_is_made_good(
    path: Path, clock: Clock, after: int
) -> None:
    with _opened(path, clock) as log:
        log.append(_event(0))
    stopped = _crashing(path, clock, after)
    assert stopped == (after < 7)
    with _opened(path, clock, most_bytes=10**9) as log:
        log.append(_event(1))
    verify_log(path, KEYS)
    asked = [line["requestId"] for line in read_log(path) if "requestId" in line]
    assert asked in (
        ["request-0", "request-1"],
        ["request-0", "request-50", "request-1"],
    )


def test_a_head_over_an_archive_that_is_gone_is_not_written_on(
    full: Path, clock: Clock
) -> None:
    with _opened(full, clock, most_bytes=1) as log:
        log.append(_event(50))
    archives(full)[-1].unlink()
    full.write_bytes(b"")
    with pytest.raises(AuditBroken):
        _opened(full, clock)


def test_a_log_that_cannot_grow_stops_and_goes_on(path: Path, clock: Clock) -> None:
    """A real limit of the operating system: files may have so many bytes."""
    log = _opened(path, clock, most_bytes=10**9)
    room = path.stat().st_size + 40
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        with pytest.raises(AuditError) as refused:
            log.write([_event(number) for number in range(5)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert refused.value.code == "AUDIT_UNAVAILABLE"
    log.append(_event(9))
    log.close()
    assert [*read_log(path)][-1]["requestId"] == "request-9"
    verify_log(path, KEYS)


def _ager(path: Path, clock: Clock) -> Ager:
    return Ager(path, KEY, clock, os.fsync)


def _monthly(path: Path, clock: Clock, months: int) -> None:
    with _opened(path, clock, most_bytes=10**9) as log:
        for number in range(months):
            log.append(_event(number))
            clock.now += timedelta(days=31)


def test_what_is_old_goes_and_a_signed_note_stays(path: Path, clock: Clock) -> None:
    _monthly(path, clock, 4)
    note = _ager(path, clock).age_out(date(2026, 3, 1), "retention of 1 year: PKS-1")
    assert note is not None
    assert (note.reason, note.until[:7]) == ("retention of 1 year: PKS-1", "2026-02")
    verified = verify_log(path, KEYS)
    assert (verified.aged_out, verified.lines, verified.files) == (4, 4, 2)
    asked = [line.get("requestId") for line in read_log(path, verified.aged_out)]
    assert asked == [None, "request-2", None, "request-3"]


def test_ageing_out_goes_on_and_has_nothing_to_do_twice(
    path: Path, clock: Clock
) -> None:
    _monthly(path, clock, 4)
    ager = _ager(path, clock)
    assert ager.age_out(date(2026, 1, 1), "retention") is None
    first = ager.age_out(date(2026, 2, 1), "retention")
    assert ager.age_out(date(2026, 2, 1), "retention") == first
    later = ager.age_out(date(2026, 4, 1), "retention")
    assert first is not None
    assert later is not None
    assert later.last.seq > first.last.seq
    with _opened(path, clock) as log:
        log.append(_event(9))
    verify_log(path, KEYS)


def test_a_crash_after_the_note_leaves_a_log_that_verifies(
    path: Path, clock: Clock
) -> None:
    _monthly(path, clock, 3)
    old = archive_path(path, 0)
    kept = old.read_bytes()
    _ager(path, clock).age_out(date(2026, 2, 1), "retention")
    old.write_bytes(kept)
    assert verify_log(path, KEYS).aged_out == 2
    _ager(path, clock).age_out(date(2026, 2, 1), "retention")
    assert not old.exists()


def test_a_note_that_is_not_the_instances_own_shows(path: Path, clock: Clock) -> None:
    _monthly(path, clock, 3)
    _ager(path, clock).age_out(date(2026, 2, 1), "retention")
    kept = note_path(path).read_bytes()
    note_path(path).unlink()
    with pytest.raises(AuditBroken):
        verify_log(path, KEYS)
    note_path(path).write_bytes(b"\xff")
    with pytest.raises(AuditBroken, match="note"):
        verify_log(path, KEYS)
    forger = SigningKey.generate("dukcapil")
    _note_by(forger, path, clock)
    with pytest.raises(AuditBroken, match="note"):
        verify_log(path, KEYS)
    note_path(path).write_bytes(kept)
    verify_log(path, KEYS)


def test_the_note_of_another_instance_shows(
    path: Path, clock: Clock, tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    with AuditLog(other, "imigrasi", KEY, clock, most_bytes=1) as log:
        log.append(_event())
    clock.now += timedelta(days=40)
    _ager(other, clock).age_out(date(2026, 2, 1), "retention")
    _monthly(path, clock, 2)
    shutil.copy(note_path(other), note_path(path))
    with pytest.raises(AuditBroken, match="another instance"):
        verify_log(path, KEYS)


def _note_by(key: SigningKey, path: Path, clock: Clock) -> None:
    """A note that someone else signs over the same archive."""
    copy = path.parent / "copy" / path.name
    copy.parent.mkdir()
    clock.now = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
    with AuditLog(copy, "dukcapil", key, clock, most_bytes=10**9) as log:
        log.append(_event(0))
        clock.now += timedelta(days=31)
        log.append(_event(1))
    Ager(copy, key, clock, os.fsync).age_out(date(2026, 2, 1), "retention")
    shutil.copy(note_path(copy), note_path(path))


def test_a_note_that_cannot_be_written(path: Path, clock: Clock) -> None:
    _monthly(path, clock, 3)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(AuditError) as refused:
        Ager(path, KEY, clock, full).age_out(date(2026, 2, 1), "retention")
    assert refused.value.code == "AUDIT_UNAVAILABLE"
    assert archive_path(path, 0).exists()
    archive_path(path, 0).write_bytes(b"")
    with pytest.raises(AuditBroken, match="empty"):
        _ager(path, clock).age_out(date(2026, 2, 1), "retention")


def test_heads_of_several_lines_are_one_chain(path: Path, clock: Clock) -> None:
    with _opened(path, clock, most_bytes=10**9) as log:
        log.write([_event(0), _event(1), _event(2)])
    head = head_path(path).read_bytes().split(b"\n")
    assert len(head) == 4
    head_path(path).write_bytes(b"\n".join([head[0], head[2], head[1], head[3]]))
    with pytest.raises(AuditBroken, match="no chain"):
        verify_log(path, KEYS)
