"""Days for tests."""

from datetime import date, datetime, time

from protocol.dates import JAKARTA


def noon(day: date) -> datetime:
    """Midday in Jakarta."""
    return datetime.combine(day, time(12), JAKARTA)
