from datetime import datetime

import pytest

from protocol.dates import JAKARTA
from protocol.rules.circumstances import Miss
from protocol.rules.hours import hours_open

OFFICE = {"from": "08:00", "to": "16:00", "days": ["MON", "TUE"]}


def at(day, hour, minute=0):
    """An instant in June 2026; the 15th is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize("now", [at(15, 8), at(15, 15, 59), at(16, 12)])
def test_within_the_hours(standing, data_agreement, now):
    agreement = data_agreement(access__hours=OFFICE)
    assert hours_open(standing(now=now), agreement) is None


@pytest.mark.parametrize("now", [at(15, 7, 59), at(15, 16), at(17, 12), at(21, 12)])
def test_outside_the_hours(standing, data_agreement, now):
    agreement = data_agreement(access__hours=OFFICE)
    found = hours_open(standing(now=now), agreement)
    assert found == Miss("OUTSIDE_HOURS", "access.hours")


def test_any_hour_is_any_hour(standing, data_agreement):
    assert hours_open(standing(now=at(21, 3)), data_agreement()) is None
