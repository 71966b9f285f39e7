"""When a decision may change: the edges of what it looked at."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from protocol.agreements.grounds import GroundsById
from protocol.agreements.model import Agreement, DataAgreement
from protocol.dates import JAKARTA
from protocol.rules.circumstances import Standing
from protocol.rules.hours import hours_edges


def next_edge(agreements: Iterable[Agreement], standing: Standing) -> datetime | None:
    """The first instant after an ask at which one may begin or lapse.

    Validities, assessments, cited articles and hours all have edges.

    Args:
        agreements: those that a decision looked at.
        standing: the ask, with its instant.

    Returns:
        An instant; None if nothing changes any more.
    """
    looked_at = tuple(agreements)
    days = (
        day
        for one in looked_at
        for day in edge_days(one, standing.grounds)
        if day > standing.day
    )
    hours = (
        edge
        for one in looked_at
        if isinstance(one, DataAgreement)
        for edge in hours_edges(one, standing.now)
    )
    day = min(days, default=None)
    midnight = None if day is None else datetime.combine(day, time(), JAKARTA)
    return earlier(midnight, min(hours, default=None))


def edge_days(agreement: Agreement, grounds: GroundsById) -> Iterator[date]:
    """The days on which something of an agreement begins, or no longer holds."""
    yield agreement.validity.first
    yield agreement.validity.last + timedelta(days=1)
    yield agreement.dpia.approved
    yield agreement.dpia.review_by + timedelta(days=1)
    known = grounds.get(agreement.id)
    for cited in known.cited if known else ():
        yield cited.since
        if cited.until is not None:
            yield cited.until + timedelta(days=1)


def earlier(left: datetime | None, right: datetime | None) -> datetime | None:
    """The earlier of two instants, where None is never."""
    if left is None or right is None:
        return left or right
    return min(left, right)
