from datetime import date

import pytest

from subgraphs.population.operators import dates


@pytest.mark.parametrize(
    ("day", "swapped"),
    [
        (date(1980, 3, 7), date(1980, 7, 3)),
        (date(1980, 3, 25), date(1980, 3, 25)),
    ],
)
def test_swap_day_month(day, swapped):
    assert dates.swap_day_month(day) == swapped


def test_shift_year_leaves_a_leap_day_alone():
    assert dates.shift_year(date(1980, 3, 7), -1) == date(1979, 3, 7)
    assert dates.shift_year(date(1980, 2, 29), 1) == date(1980, 2, 29)


@pytest.mark.parametrize(
    ("day", "transposed"),
    [
        (date(1980, 3, 12), date(1980, 3, 21)),
        (date(1980, 3, 20), date(1980, 3, 2)),
        (date(1980, 3, 27), date(1980, 3, 27)),
    ],
)
def test_transpose_day(day, transposed):
    assert dates.transpose_day(day) == transposed


def test_transpose_year():
    assert dates.transpose_year(date(1967, 5, 1)) == date(1976, 5, 1)


def test_defaults():
    assert dates.default_day(date(1950, 4, 9), "31-12") == date(1950, 12, 31)
    assert dates.default_day(date(1950, 4, 9), "01-07") == date(1950, 7, 1)
    assert dates.middle_of_month(date(1950, 4, 9)) == date(1950, 4, 15)
