"""Birth dates to what is known of them.

Offices that know a year alone write a date by convention: 31 December, 1 July,
1 January, or the 15th of a known month. Such a day says nothing, differs between
offices, and is shared by millions: only the year of such a date counts here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from linkage.record import PartialDate, Precision


@dataclass(frozen=True, slots=True)
class KnownDate:
    """The parts of a birth date that somebody knew."""

    year: str
    """Four digits."""
    day: tuple[str, str] | None
    """Two-digit day and month as recorded, or None where they are not known."""


def known_date(date: PartialDate, default_days: Collection[str]) -> KnownDate:
    """The known parts of a date.

    Args:
        date: As recorded.
        default_days: `MM-DD` of the conventional dates, imputed even where no
            flag says so (registers lost the flag).
    """
    year, month_day = date.value[:4], date.value[5:10]
    vague = date.imputed or date.precision is not Precision.DAY
    if vague or month_day in default_days:
        return KnownDate(year, None)
    return KnownDate(year, (month_day[3:5], month_day[:2]))
