"""How long logs are kept: as long as the agreement that asks for the longest.

Law of this file: it knows durations and days, not logs.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

_PART: Final = re.compile(r"([0-9]+)([YMWD])")
_MONTHS_A_YEAR: Final = 12


def kept_from(today: date, spans: Iterable[str]) -> date | None:
    """The first day whose lines are still kept.

    Args:
        today: The present day.
        spans: Durations of ISO 8601, as `P5Y`; hours count as nothing.

    Returns:
        The earliest day that any of them reaches back to, None if there are none.
    """
    return min((_before(today, span) for span in spans), default=None)


def _before(day: date, span: str) -> date:
    parts = _PART.findall(span.partition("T")[0])
    units = {unit: int(number) for number, unit in parts}
    months = units.get("Y", 0) * _MONTHS_A_YEAR + units.get("M", 0)
    days = units.get("W", 0) * 7 + units.get("D", 0)
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) - timedelta(days=days)
