from datetime import UTC, datetime, timedelta

import pytest

from protocol.errors import TautanError
from subgraphs.encoder.lookup import RateLimit, read_unit_key


def test_a_minute_later_there_is_room_again() -> None:
    limit, now = RateLimit(1), datetime(2026, 1, 1, tzinfo=UTC)
    limit.use("a", now)
    with pytest.raises(TautanError):
        limit.use("a", now + timedelta(seconds=59))
    limit.use("a", now + timedelta(seconds=60))


def test_a_unit_key_that_is_none_is_refused(tmp_path) -> None:
    (tmp_path / "unit.json").write_text("[]")
    for name in ("unit.json", "missing.json"):
        with pytest.raises(TautanError) as caught:
            read_unit_key(tmp_path / name)
        assert caught.value.code == "KEY_UNUSABLE"
