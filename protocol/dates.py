"""Instants and legal days.

An instant is an aware `datetime`; a process takes its clock as an argument. A
legal day is a calendar day in Asia/Jakarta: agreements begin and end with it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Tells the present instant, with its zone."""

JAKARTA: Final = ZoneInfo("Asia/Jakarta")


def system_clock() -> datetime:
    """The present instant in UTC, for the edges of a process."""
    return datetime.now(UTC)


def legal_day(now: datetime) -> date:
    """The calendar day in Asia/Jakarta at an instant.

    Raises:
        ValueError: The instant has no zone.
    """
    _must_have_zone(now)
    return now.astimezone(JAKARTA).date()


def epoch_seconds(now: datetime) -> int:
    """Whole seconds since 1970 (a JWT NumericDate), rounded down.

    Raises:
        ValueError: The instant has no zone.
    """
    _must_have_zone(now)
    return int(now.timestamp())


def from_epoch(seconds: int) -> datetime:
    """The instant of a JWT NumericDate, in UTC.

    Raises:
        ValueError: Outside the years that a datetime can hold.
    """
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError):
        raise ValueError("not an instant") from None


def rfc3339(now: datetime) -> str:
    """An instant in UTC with milliseconds, such as 2026-01-31T02:03:04.005Z.

    Raises:
        ValueError: The instant has no zone.
    """
    _must_have_zone(now)
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _must_have_zone(now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("an instant needs a zone")
