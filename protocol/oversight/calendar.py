"""What of agreements begins, is due and ends, in the order of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import Agreement
from protocol.agreements.terms import State


class Event(StrEnum):
    """What happens on a day."""

    BEGINS = "BEGINS"
    """First day in force."""
    NOTICE = "NOTICE"
    """Last day on which ending it with its last day can be announced."""
    DPIA_DUE = "DPIA_DUE"
    """Last day of the impact assessment."""
    LAW_ENDS = "LAW_ENDS"
    """Last day of an article that it cites."""
    ENDS = "ENDS"
    """Last day in force."""


@dataclass(frozen=True, slots=True)
class Due:
    """One day of one agreement."""

    day: date
    agreement: str
    event: Event
    clause: str
    days_left: int
    """From today; negative where it is past."""


def calendar(book: AgreementBook, today: date) -> tuple[Due, ...]:
    """All days of agreements that are not ended, sorted by day, agreement, event."""
    dues = (
        Due(day, one.id, event, clause, (day - today).days)
        for one in book.all
        if one.state not in {State.EXPIRED, State.TERMINATED}
        for day, event, clause in _days(one, book)
    )
    return tuple(sorted(dues, key=lambda due: (due.day, due.agreement, due.event)))


def _days(one: Agreement, book: AgreementBook) -> Iterator[tuple[date, Event, str]]:
    yield one.validity.first, Event.BEGINS, "validity.from"
    yield one.validity.last, Event.ENDS, "validity.to"
    yield one.dpia.review_by, Event.DPIA_DUE, "dpia.review_by"
    notice = one.termination and days_of(one.termination.notice)
    if notice:
        last = one.validity.last - timedelta(days=notice)
        yield last, Event.NOTICE, "termination.notice"
    for cited in book.grounds[one.id].cited:
        if cited.until is not None:
            clause = f"{cited.clause} ({cited.citation})"
            yield cited.until, Event.LAW_ENDS, clause


def days_of(span: str) -> int | None:
    """The days of a duration that is counted in days; None of any other."""
    digits = span[1:-1]
    return int(digits) if span.endswith("D") and digits.isdigit() else None
