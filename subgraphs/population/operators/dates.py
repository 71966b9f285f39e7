"""Birth dates as registers get them wrong; a day that can't be is left as it was."""

from datetime import date


def swap_day_month(day: date) -> date:
    """03-07 → 07-03."""
    return _or(day, day.year, day.day, day.month)


def shift_year(day: date, years: int) -> date:
    """One year off, either way."""
    return _or(day, day.year + years, day.month, day.day)


def transpose_day(day: date) -> date:
    """The digits of the day exchanged: 12 → 21."""
    return _or(day, day.year, day.month, int(f"{day.day:02d}"[::-1]))


def transpose_year(day: date) -> date:
    """The last digits of the year exchanged: 1967 → 1976."""
    century, tens, ones = day.year // 100, day.year // 10 % 10, day.year % 10
    return _or(day, century * 100 + ones * 10 + tens, day.month, day.day)


def default_day(day: date, default: str) -> date:
    """An office's default, `DD-MM`, in the year of the date."""
    return _or(day, day.year, int(default[3:]), int(default[:2]))


def middle_of_month(day: date) -> date:
    """The 15th, where the month is known and the day is not."""
    return day.replace(day=15)


def _or(day: date, year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError:
        return day
