"""Who was asked about: found with the agency's key, erasable, and still verified."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_notes import Ager
from protocol.audit_subjects import SubjectIndex, subjects_path
from protocol.audit_verify import verify_log
from protocol.errors import AuditBroken, AuditError
from protocol.keys import KeySet, SigningKey
from protocol.refs import RefKey, record_ref, subject_tag

KEY = SigningKey.generate("dukcapil")
KEYS = KeySet.of([KEY])
REFS = RefKey.generate()
SITI = subject_tag(REFS, "Resident", "r-000001")
BUDI = subject_tag(REFS, "Resident", "r-000002")
DEWI = subject_tag(REFS, "Resident", "r-000003")


def _clock() -> datetime:
    return datetime(2026, 1, 15, 3, 0, tzinfo=UTC)


def _event(*tags: str) -> AuditEvent:
    return AuditEvent("ANSWERED", "OK", subjects=tags)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, "dukcapil", KEY, _clock) as opened:
        opened.write([_event(SITI), _event(BUDI, SITI, BUDI), _event(), _event(DEWI)])
    return path


@pytest.fixture
def index(log: Path):
    made = SubjectIndex(subjects_path(log))
    yield made
    made.close()


def test_tags_differ_by_key_type_and_handle_and_are_no_refs() -> None:
    other = subject_tag(RefKey.generate(), "Resident", "r-000001")
    elsewhere = subject_tag(REFS, "Applicant", "r-000001")
    ref = record_ref(REFS, "Resident", "r-000001", "")
    assert len({SITI, BUDI, DEWI, other, elsewhere, ref}) == 6


def test_lines_about_a_person_are_found(log: Path, index: SubjectIndex) -> None:
    assert index.lines_about(SITI) == [1, 2]
    assert index.lines_about(BUDI) == [2]
    assert index.lines_about("nobody") == []
    assert verify_log(log, KEYS).subjects == "intact"


def test_the_log_itself_says_nothing_of_them(log: Path) -> None:
    text = log.read_text()
    assert text.count('"subjects"') == 3
    for tag in (SITI, BUDI, DEWI):
        assert tag not in text
    first, second = text.splitlines()[1:3]
    assert first.partition('"subjects"')[2][:20] != second.partition('"subjects"')[2]


def test_the_index_is_its_owners_alone(log: Path) -> None:
    assert subjects_path(log).stat().st_mode & 0o077 == 0


def test_an_erased_person_is_found_nowhere_and_the_log_verifies(
    log: Path, index: SubjectIndex
) -> None:
    assert index.erase(SITI) == 2
    assert index.lines_about(SITI) == []
    assert index.lines_about(BUDI) == [2]
    assert verify_log(log, KEYS).subjects == "intact"
    assert index.erase(SITI) == 0
    for file in log.parent.iterdir():
        assert SITI.encode() not in file.read_bytes()


CHANGES = {
    "a tag changed": "UPDATE entries SET tag = tag || 'x' WHERE seq = 1",
    "an entry moved to another line": "UPDATE entries SET seq = 3 WHERE seq = 4",
    "an entry removed": "DELETE FROM entries WHERE seq = 4",
    "half an entry removed": "DELETE FROM entries WHERE seq = 2 AND position = 0",
    "an entry added": "INSERT INTO entries VALUES (3, 0, x'00', NULL, NULL)",
    "an entry half erased": "UPDATE entries SET nonce = NULL WHERE seq = 1",
    "a leaf changed and erased": (
        "UPDATE entries SET leaf = x'00', nonce = NULL, tag = NULL WHERE seq = 1"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_an_index_that_was_changed_shows(log: Path, change: str) -> None:
    with closing(sqlite3.connect(subjects_path(log))) as store, store:
        store.execute(change)
    with pytest.raises(AuditBroken, match="subject index"):
        verify_log(log, KEYS)


def test_a_log_without_its_index_is_verified_and_says_so(log: Path) -> None:
    subjects_path(log).unlink()
    assert verify_log(log, KEYS).subjects == "absent"


def test_a_log_about_nobody_needs_no_index(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    with AuditLog(path, "dukcapil", KEY, _clock) as opened:
        opened.append(_event())
    assert verify_log(path, KEYS).subjects == "none"
    assert not subjects_path(path).exists()
    empty = SubjectIndex(subjects_path(path))
    assert (empty.lines_about(SITI), empty.erase(SITI)) == ([], 0)
    empty.forget_before(1)
    assert not subjects_path(path).exists()


def test_entries_of_lines_that_never_came_are_removed(log: Path) -> None:
    with closing(sqlite3.connect(subjects_path(log))) as store, store:
        store.execute("INSERT INTO entries VALUES (5, 0, x'00', x'00', 'x')")
    with AuditLog(log, "dukcapil", KEY, _clock) as again:
        assert again.append(_event(SITI)) == 5
    assert verify_log(log, KEYS).subjects == "intact"


def test_an_index_that_cannot_be_written_stops_the_answer(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    subjects_path(path).mkdir()
    with AuditLog(path, "dukcapil", KEY, _clock) as opened:
        with pytest.raises(AuditError) as refused:
            opened.append(_event(SITI))
        assert refused.value.code == "AUDIT_UNAVAILABLE"
        assert opened.append(_event()) == 1


def test_entries_age_out_with_their_lines(tmp_path: Path) -> None:
    path, now = tmp_path / "audit.jsonl", _clock()

    def clock() -> datetime:
        return now

    with AuditLog(path, "dukcapil", KEY, clock) as opened:
        opened.append(_event(SITI))
        now += timedelta(days=31)
        opened.append(_event(SITI))
    Ager(path, KEY, clock, lambda _: None).age_out(date(2026, 2, 1), "retention")
    index = SubjectIndex(subjects_path(path))
    assert index.lines_about(SITI) == [3]
    index.close()
    assert verify_log(path, KEYS).subjects == "intact"
