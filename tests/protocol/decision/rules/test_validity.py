import pytest

from protocol.rules.circumstances import Miss
from protocol.rules.validity import validity_covers


@pytest.mark.parametrize("day", ["2026-01-01", "2026-06-15", "2026-12-31"])
def test_first_and_last_day_are_in_force(standing, data_agreement, day):
    assert validity_covers(standing(day), data_agreement()) is None


def test_the_day_before_is_not_yet_in_force(standing, data_agreement):
    found = validity_covers(standing("2025-12-31"), data_agreement())
    assert found == Miss("AGREEMENT_NOT_ACTIVE", "validity.from")


def test_the_day_after_is_expired(standing, data_agreement):
    found = validity_covers(standing("2027-01-01"), data_agreement())
    assert found == Miss("AGREEMENT_EXPIRED", "validity.to")
