from datetime import UTC, date, datetime

import pytest

from protocol.dates import (
    JAKARTA,
    epoch_seconds,
    from_epoch,
    legal_day,
    rfc3339,
    system_clock,
)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 1, 14, 16, 59, 59, tzinfo=UTC), date(2026, 1, 14)),
        (datetime(2026, 1, 14, 17, 0, tzinfo=UTC), date(2026, 1, 15)),
        (datetime(2026, 1, 15, 23, 59, tzinfo=JAKARTA), date(2026, 1, 15)),
    ],
)
def test_a_legal_day_begins_at_midnight_in_jakarta(now: datetime, day: date) -> None:
    assert legal_day(now) == day


def test_instants_both_ways() -> None:
    assert epoch_seconds(datetime(1970, 1, 1, 0, 1, 0, 999_000, tzinfo=UTC)) == 60
    assert from_epoch(60) == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="not an instant"):
        from_epoch(10**18)


def test_an_instant_is_written_in_utc() -> None:
    assert rfc3339(datetime(2026, 1, 15, 7, 0, 0, 5_999, tzinfo=JAKARTA)) == (
        "2026-01-15T00:00:00.005Z"
    )


@pytest.mark.parametrize("read", [legal_day, epoch_seconds, rfc3339])
def test_an_instant_without_a_zone_is_refused(read) -> None:
    with pytest.raises(ValueError, match="zone"):
        read(datetime(2026, 1, 15))  # noqa: DTZ001 -- to be refused


def test_the_system_clock_tells_its_zone() -> None:
    assert system_clock().tzinfo is UTC
