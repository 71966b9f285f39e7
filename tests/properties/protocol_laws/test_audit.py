"""Law 5 over random logs and random tampering."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_verify import verify_log
from protocol.errors import AuditBroken
from protocol.keys import KeySet, SigningKey

LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KEY = SigningKey.generate("gateway")
KEYS = KeySet.of([KEY])

events = st.builds(
    AuditEvent,
    kind=st.sampled_from(["ANSWERED", "REFUSED"]),
    outcome=st.sampled_from(["OK", "NO_AGREEMENT"]),
    request_id=st.text("abc-_", max_size=8),
    purpose=st.text(max_size=8),
    counts=st.dictionaries(
        st.sampled_from(["Resident", "Applicant"]), st.integers(0, 10_000)
    ),
)


def _clock() -> datetime:
    return datetime(2026, 1, 15, tzinfo=UTC)


def _written(path: Path, listed: list[AuditEvent]) -> bytes:
    with AuditLog(path, "gateway-1", KEY, _clock, sync=lambda _: None) as log:
        for event in listed:
            log.append(event)
    return path.read_bytes()


@settings(LAW, max_examples=50)
@given(st.lists(events, min_size=1, max_size=6), st.data())
def test_any_other_order_or_choice_of_lines_is_detected(
    listed: list[AuditEvent], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        lines = _written(path, listed).splitlines(keepends=True)
        assert verify_log(path, KEYS).lines == len(lines)
        chosen = data.draw(st.lists(st.sampled_from(lines), max_size=len(lines) + 2))
        assume(chosen != lines)
        path.write_bytes(b"".join(chosen))
        with pytest.raises(AuditBroken):
            verify_log(path, KEYS)


@settings(LAW, max_examples=100)
@given(st.lists(events, min_size=1, max_size=3), st.data())
def test_any_changed_byte_is_detected(
    listed: list[AuditEvent], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        content = bytearray(_written(path, listed))
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(content)
        with pytest.raises(AuditBroken):
            verify_log(path, KEYS)
