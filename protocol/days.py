"""Legal days: a day in an agreement or a law is a day in Asia/Jakarta.

Western Indonesian Time is UTC+7 all year and has no summer time, so a fixed
offset says the same as the zone database and works where none is installed.
"""

from datetime import date, datetime, timedelta, timezone

JAKARTA = timezone(timedelta(hours=7), "Asia/Jakarta")


def jakarta_day(now: datetime) -> date:
    """The legal day at an instant.

    Raises:
        ValueError: `now` carries no zone, so its day is not known.
    """
    if now.tzinfo is None:
        raise ValueError("an instant needs a zone before it has a legal day")
    return now.astimezone(JAKARTA).date()


def start_of(day: date) -> datetime:
    """The instant at which a legal day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=JAKARTA)


def end_of(day: date) -> datetime:
    """The first instant after a legal day."""
    return start_of(day) + timedelta(days=1)
