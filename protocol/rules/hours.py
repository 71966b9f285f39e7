"""Rule: it is asked within the hours that the agreement names."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from protocol.agreements.clauses import OfficeHours, Weekday
from protocol.agreements.model import DataAgreement
from protocol.dates import JAKARTA
from protocol.rules.circumstances import Miss, Standing

_WEEK = tuple(Weekday)


def hours_open(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """Weekdays and hours in Asia/Jakarta; the last minute named is too late."""
    hours = agreement.access.hours
    if isinstance(hours, OfficeHours) and not _is_open(hours, standing.now):
        return Miss("OUTSIDE_HOURS", "access.hours")
    return None


def hours_edges(agreement: DataAgreement, now: datetime) -> Iterator[datetime]:
    """The instants of the coming week at which its hours begin or end."""
    hours = agreement.access.hours
    if not isinstance(hours, OfficeHours):
        return
    today = now.astimezone(JAKARTA).date()
    for ahead in range(8):
        day = today + timedelta(days=ahead)
        if _WEEK[day.weekday()] in hours.days:
            for clock in (hours.opens, hours.closes):
                edge = datetime.combine(day, time.fromisoformat(clock), JAKARTA)
                if edge > now:
                    yield edge


def _is_open(hours: OfficeHours, now: datetime) -> bool:
    there = now.astimezone(JAKARTA)
    clock = f"{there:%H:%M}"
    return _WEEK[there.weekday()] in hours.days and hours.opens <= clock < hours.closes
