"""The circumstances in which a rule is asked."""

from datetime import date

import pytest

from protocol.rules.circumstances import Circumstances, Standing
from tests.support.days import noon
from tests.support.grounds import SOUND

IDS = ("PKS-1", "PKS-2", "LNK-1", "LNK-2", "LNK-3")


def at(day, grounds, now):
    when = date.fromisoformat(day)
    sound = dict.fromkeys(IDS, SOUND)
    return {
        "day": when,
        "now": now or noon(when),
        "grounds": sound if grounds is None else grounds,
    }


@pytest.fixture
def standing(ask):
    def build(day="2026-06-15", grounds=None, now=None, **changes):
        return Standing(ask=ask(**changes), **at(day, grounds, now))

    return build


@pytest.fixture
def case(ask, giver):
    def build(
        coordinate="Thing.name", day="2026-06-15", grounds=None, now=None, **changes
    ):
        field = giver.field(coordinate)
        return Circumstances(ask=ask(**changes), field=field, **at(day, grounds, now))

    return build
