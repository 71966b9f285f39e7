"""Law 5: removing, reordering, changing or cutting a log is detected offline."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_head import head_path
from protocol.audit_verify import read_log, verify_log
from protocol.canonical import canonical_json, digest, read_json_object
from protocol.errors import AuditBroken, AuditError
from protocol.keys import KeySet, SigningKey
from tests.support.logs import apart

KEY = SigningKey.generate("gateway")
KEYS = KeySet.of([KEY])


def _clock() -> datetime:
    return datetime(2026, 1, 15, 3, 0, tzinfo=UTC)


def _event(number: int = 0, **changes: object) -> AuditEvent:
    members = {
        "kind": "ANSWERED",
        "outcome": "OK",
        "request_id": f"request-{number}",
        "organisation": "kemenkum.ahu",
        "subject": "officer-7",
        "purpose": "NATURALISATION_CHECK",
        "way": "worklist",
        "agreements": ("PKS-DEMO-007",),
        "agencies": ("imigrasi",),
        "coordinates": ("Query.cases", "CitizenshipCase.stage"),
        "counts": {"CitizenshipCase": 5},
        "plan_digest": digest(b"plan"),
        **changes,
    }
    return AuditEvent(**members)  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, "gateway-1", KEY, _clock) as opened:
        for number in range(5):
            assert opened.append(_event(number)) == number + 1
    return path


def test_a_whole_log_is_verified(log: Path) -> None:
    verified = verify_log(log, KEYS)
    assert (verified.instance, verified.lines) == ("gateway-1", 6)
    assert verified.started == "2026-01-15T03:00:00.000Z"


def test_lines_say_who_asked_what_and_carry_the_version(log: Path) -> None:
    header, first, *_ = read_log(log)
    assert header == {
        "v": 1,
        "seq": 0,
        "at": "2026-01-15T03:00:00.000Z",
        "prev": "",
        "kind": "LOG_STARTED",
        "instance": "gateway-1",
        "keyId": "gateway",
        "hash": header["hash"],
    }
    assert first["prev"] == header["hash"]
    assert first["requestId"] == "request-0"
    assert first["coordinates"] == ["Query.cases", "CitizenshipCase.stage"]
    assert first["counts"] == {"CitizenshipCase": 5}
    assert {line["v"] for line in read_log(log)} == {1}


@pytest.mark.parametrize("peer", ["dukcapil", "Dinas Élan 🏛", '"\\ \x07 \x7f'])
def test_every_line_is_canonical_json(tmp_path: Path, peer: str) -> None:
    path = tmp_path / "other.jsonl"
    with AuditLog(path, "gateway-1", KEY, _clock) as opened:
        opened.append(_event(1, exchange={"z": [1, 2], "peer": peer, "a": {}}))
    for line in path.read_bytes().splitlines():
        assert canonical_json(read_json_object(line)) == line
    assert verify_log(path, KEYS).lines == 2


def test_a_log_is_its_owners_alone(log: Path) -> None:
    for path in (log, head_path(log)):
        assert path.stat().st_mode & 0o077 == 0


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[Path], None]:
    def changed(log: Path) -> None:
        lines = log.read_bytes().splitlines(keepends=True)
        log.write_bytes(b"".join(change(lines)))

    return changed


def _rehashed(line: bytes, **changes: object) -> bytes:
    members = {**read_json_object(line), **changes}
    members.pop("hash")
    return canonical_json({**members, "hash": digest(canonical_json(members))}) + b"\n"


def _rechained(lines: list[bytes], **changes: object) -> list[bytes]:
    """Line 4 changed, and every hash after it put right: a careful forger."""
    forged = lines[:3]
    for number, line in enumerate(lines[3:]):
        last = read_json_object(forged[-1])["hash"]
        forged.append(_rehashed(line, prev=last, **(changes if number == 0 else {})))
    return forged


TAMPERINGS: dict[str, tuple[Callable[[Path], None], int]] = {
    "a value changed": (
        _lines(lambda ls: [x.replace(b"officer-7", b"officer-8") for x in ls]),
        2,
    ),
    "a line changed and hashed anew": (
        _lines(lambda ls: [*ls[:3], _rehashed(ls[3], sub="officer-8"), *ls[4:]]),
        5,
    ),
    "the last line changed and hashed anew": (
        _lines(lambda ls: [*ls[:5], _rehashed(ls[5], sub="officer-8")]),
        6,
    ),
    "a line changed and all hashes after it": (
        _lines(lambda ls: _rechained(ls, sub="officer-8")),
        6,
    ),
    "the first line removed": (_lines(lambda ls: ls[1:]), 1),
    "a line removed": (_lines(lambda ls: [*ls[:2], *ls[3:]]), 3),
    "the last line removed": (_lines(lambda ls: ls[:-1]), 6),
    "all lines removed": (_lines(lambda _: []), 1),
    "half a line removed": (
        lambda log: os.truncate(log, log.stat().st_size - 10),
        6,
    ),
    "the last line's end removed": (
        lambda log: os.truncate(log, log.stat().st_size - 1),
        6,
    ),
    "two lines swapped": (_lines(lambda ls: [*ls[:2], ls[3], ls[2], *ls[4:]]), 3),
    "a line doubled": (_lines(lambda ls: [*ls[:3], ls[2], *ls[3:]]), 4),
    "a line added": (
        _lines(lambda ls: [*ls, _rehashed(ls[-1], seq=6)]),
        7,
    ),
    "a chained line added": (
        _lines(
            lambda ls: [
                *ls,
                _rehashed(ls[-1], seq=6, prev=read_json_object(ls[-1])["hash"]),
            ]
        ),
        7,
    ),
    "an empty line": (_lines(lambda ls: [*ls[:2], b"\n", *ls[2:]]), 3),
    "garbage": (_lines(lambda ls: [*ls[:2], b"\xff\xfe\n", *ls[2:]]), 3),
    "another spelling": (
        _lines(
            lambda ls: [
                *ls[:2],
                json.dumps(json.loads(ls[2])).encode() + b"\n",
                *ls[3:],
            ]
        ),
        3,
    ),
    "another version": (
        _lines(lambda ls: [*ls[:2], _rehashed(ls[2], v=2), *ls[3:]]),
        3,
    ),
    "a foreign line": (
        _lines(lambda ls: [*ls[:2], _rehashed(b'{"hash":"","v":1}'), *ls[3:]]),
        3,
    ),
    "no head": (lambda log: head_path(log).unlink(), 0),
    "a garbled head": (lambda log: head_path(log).write_text("a.b.c"), 0),
    "another line behind the head": (
        lambda log: head_path(log).write_bytes(
            head_path(log).read_bytes().partition(b"\n")[0]
            + b"\n"
            + log.read_bytes().splitlines()[2]
        ),
        0,
    ),
}


@pytest.mark.parametrize(("tamper", "line"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_detected(
    log: Path, tamper: Callable[[Path], None], line: int
) -> None:
    tamper(log)
    with pytest.raises(AuditBroken) as broken:
        verify_log(log, KEYS)
    assert broken.value.code == "AUDIT_BROKEN"
    assert broken.value.line == line
    assert f"line {line}:" in str(broken.value)


def test_a_log_made_anew_by_another_key_is_detected(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    with AuditLog(other, "gateway-1", SigningKey.generate("gateway"), _clock) as forged:
        forged.append(_event())
    other.replace(log)
    head_path(other).replace(head_path(log))
    with pytest.raises(AuditBroken):
        verify_log(log, KEYS)


def test_the_head_of_another_log_is_detected(log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    with AuditLog(other, "gateway-2", KEY, _clock) as second:
        for number in range(5):
            second.append(_event(number))
    head_path(other).replace(head_path(log))
    with pytest.raises(AuditBroken):
        verify_log(log, KEYS)


def test_a_header_that_names_another_instance_is_detected(log: Path, resign) -> None:
    signed, _, line = head_path(log).read_bytes().partition(b"\n")
    other = resign(signed.decode(), KEY, {"instance": "gateway-9"}).encode()
    head_path(log).write_bytes(other + b"\n" + line)
    with pytest.raises(AuditBroken, match="another instance") as broken:
        verify_log(log, KEYS)
    assert broken.value.line == 1


def test_a_log_goes_on_after_a_restart(log: Path) -> None:
    with AuditLog(log, "gateway-1", KEY, _clock) as again:
        assert again.append(_event(9)) == 6
    assert verify_log(log, KEYS).lines == 7


def test_one_chain_belongs_to_one_instance_at_a_time(log: Path) -> None:
    with AuditLog(log, "gateway-1", KEY, _clock):
        with pytest.raises(AuditError) as refused:
            AuditLog(log, "gateway-1", KEY, _clock)
        assert refused.value.code == "AUDIT_UNAVAILABLE"
    with pytest.raises(AuditBroken, match="another instance"):
        AuditLog(log, "gateway-2", KEY, _clock)
    with pytest.raises(AuditBroken):
        AuditLog(log, "gateway-1", SigningKey.generate("gateway"), _clock)


@pytest.mark.parametrize("cut", [1, 10, 10_000])
def test_a_crash_between_head_and_line_is_made_good(log: Path, cut: int) -> None:
    last = log.read_bytes().splitlines(keepends=True)[-1]
    os.truncate(log, log.stat().st_size - min(cut, len(last)))
    with pytest.raises(AuditBroken):
        verify_log(log, KEYS)
    with AuditLog(log, "gateway-1", KEY, _clock):
        pass
    assert verify_log(log, KEYS).lines == 6
    assert log.read_bytes().endswith(last)


def test_a_crash_before_the_first_line_is_made_good(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    with AuditLog(path, "gateway-1", KEY, _clock):
        pass
    path.unlink()
    with AuditLog(path, "gateway-1", KEY, _clock) as log:
        log.append(_event())
    assert verify_log(path, KEYS).lines == 2


@pytest.mark.parametrize(
    "tamper",
    [
        _lines(lambda ls: ls[:-2]),
        _lines(lambda _: []),
        _lines(lambda ls: [*ls, b'{"a":']),
        _lines(lambda ls: [*ls[:-1], b"garbage"]),
        lambda log: head_path(log).unlink(),
    ],
)
def test_a_broken_log_is_not_written_on(
    log: Path, tamper: Callable[[Path], None]
) -> None:
    tamper(log)
    with pytest.raises(AuditBroken):
        AuditLog(log, "gateway-1", KEY, _clock)


def test_a_cut_header_without_a_head_is_not_written_on(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.write_bytes(b'{"at":')
    with pytest.raises(AuditBroken):
        AuditLog(path, "gateway-1", KEY, _clock)


def test_what_cannot_be_written_raises_until_there_is_room_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "audit.jsonl"
    full = False

    def sync(descriptor: int) -> None:
        if full:
            raise OSError(28, "No space left on device")
        os.fsync(descriptor)

    log = AuditLog(path, "gateway-1", KEY, _clock, sync)
    full = True
    with pytest.raises(AuditError) as refused:
        log.append(_event())
    assert refused.value.code == "AUDIT_UNAVAILABLE"
    with pytest.raises(AuditError):
        log.append(_event())
    full = False
    log.append(_event(1))
    log.close()
    requests = [line.get("requestId") for line in read_log(path)]
    assert requests in ([None, "request-1"], [None, "request-0", "request-1"])
    verify_log(path, KEYS)


def test_a_place_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(AuditError) as refused:
        AuditLog(tmp_path / "missing" / "audit.jsonl", "g", KEY, _clock)
    assert refused.value.code == "AUDIT_UNAVAILABLE"
    with pytest.raises(AuditError):
        list(read_log(tmp_path / "missing.jsonl"))


def test_an_event_too_large_for_a_line_is_refused(tmp_path: Path) -> None:
    many = tuple(f"Type.field{number}" for number in range(80_000))
    with AuditLog(tmp_path / "a.jsonl", "gateway-1", KEY, _clock) as log:
        with pytest.raises(AuditError, match="too large"):
            log.append(_event(coordinates=many))
        assert log.append(_event()) == 1
    assert verify_log(tmp_path / "a.jsonl", KEYS).lines == 2


@pytest.mark.parametrize(
    "value",
    [
        "3174012345670001",
        "NIK 3174012345670001",
        "A1234567",
        "officer-AB123456",
        "Siti Rahmawati",
        "a\nb",
        "x" * 200,
        "nama:3201010101010001",
    ],
)
def test_an_event_has_no_place_for_a_value(value: str) -> None:
    event = _event(
        subject=value,
        purpose=value,
        request_id=value,
        organisation=value,
        kind=value,
        outcome=value,
        coordinates=(value,),
        agreements=(value,),
        counts={value: 1},
    )
    text = json.dumps(event.members())
    assert value not in text
    assert text.count('"withheld"') == 9


def test_empty_members_are_left_out() -> None:
    assert AuditEvent("LINKED", "OK").members() == {"kind": "LINKED", "outcome": "OK"}


def test_logs_reconcile_by_request_id(log: Path, tmp_path: Path) -> None:
    node = tmp_path / "node.jsonl"
    with AuditLog(node, "imigrasi-1", KEY, _clock) as opened:
        for number in (0, 1, 2, 3, 7):
            opened.append(_event(number, agencies=()))
        opened.append(_event(8, kind="ATTESTED", agencies=()))
    found = apart(read_log(log), read_log(node), "imigrasi")
    assert found.only_at_gateway == {"request-4"}
    assert found.only_at_node == {"request-7"}
    elsewhere = apart(read_log(log), [], "kemlu")
    assert not elsewhere.only_at_gateway
