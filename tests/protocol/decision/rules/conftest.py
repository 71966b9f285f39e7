"""The circumstances in which a rule is asked."""

from datetime import date

import pytest

from protocol.rules.circumstances import Circumstances, Standing


@pytest.fixture
def standing(ask):
    def build(day="2026-06-15", **changes):
        return Standing(ask=ask(**changes), day=date.fromisoformat(day))

    return build


@pytest.fixture
def case(ask, giver):
    def build(coordinate="Thing.name", day="2026-06-15", **changes):
        return Circumstances(
            ask=ask(**changes),
            day=date.fromisoformat(day),
            field=giver.field(coordinate),
        )

    return build
