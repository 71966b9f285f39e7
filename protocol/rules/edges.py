"""When a decision may change: the edges of validities and assessments."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from protocol.agreements.model import Agreement
from protocol.dates import JAKARTA


def next_edge(agreements: Iterable[Agreement], day: date) -> datetime | None:
    """The first instant after a legal day at which one may begin or lapse.

    Args:
        agreements: those that a decision looked at.
        day: the legal day of the decision (Asia/Jakarta).

    Returns:
        The start of a day in Asia/Jakarta; None if nothing changes any more.
    """
    edges = (
        edge
        for agreement in agreements
        for edge in (
            agreement.validity.first,
            agreement.validity.last + timedelta(days=1),
            agreement.dpia.approved,
            agreement.dpia.review_by + timedelta(days=1),
        )
        if edge > day
    )
    first = min(edges, default=None)
    return None if first is None else datetime.combine(first, time(), JAKARTA)


def earlier(left: datetime | None, right: datetime | None) -> datetime | None:
    """The earlier of two instants, where None is never."""
    if left is None or right is None:
        return left or right
    return min(left, right)
