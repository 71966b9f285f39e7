import pytest

from protocol.rules.circumstances import Miss
from protocol.rules.denial import element_denied

DENIED = [{"path": "Thing.name", "mode": "DENY"}]


@pytest.mark.parametrize("state", ["ACTIVE", "SUSPENDED", "EXPIRED"])
def test_a_denial_outlives_suspension_and_expiry(case, data_agreement, state):
    agreement = data_agreement(elements=DENIED, state=state)
    found = element_denied(case(day="2030-01-01"), agreement)
    assert found == Miss("ELEMENT_DENIED", "elements.Thing.name")


@pytest.mark.parametrize("state", ["DRAFT", "SIGNED", "TERMINATED"])
def test_it_binds_neither_before_force_nor_after_termination(
    case, data_agreement, state
):
    agreement = data_agreement(elements=DENIED, state=state)
    assert element_denied(case(), agreement) is None


def test_it_binds_from_its_first_day(case, data_agreement):
    agreement = data_agreement(elements=DENIED)
    assert element_denied(case(day="2025-12-31"), agreement) is None
    assert element_denied(case(day="2026-01-01"), agreement) is not None


def test_it_binds_for_its_purpose_alone(case, data_agreement):
    agreement = data_agreement(elements=DENIED)
    assert element_denied(case(purpose="AUDIT"), agreement) is None


def test_what_is_given_or_not_named_is_not_denied(case, data_agreement):
    assert element_denied(case("Thing.name"), data_agreement()) is None
    assert element_denied(case("Thing.ban"), data_agreement()) is None
