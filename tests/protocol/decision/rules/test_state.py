import pytest

from protocol.rules.circumstances import Miss
from protocol.rules.state import state_active


def test_active_passes(standing, data_agreement):
    assert state_active(standing(), data_agreement(state="ACTIVE")) is None


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("DRAFT", "AGREEMENT_NOT_ACTIVE"),
        ("SIGNED", "AGREEMENT_NOT_ACTIVE"),
        ("SUSPENDED", "AGREEMENT_NOT_ACTIVE"),
        ("TERMINATED", "AGREEMENT_NOT_ACTIVE"),
        ("EXPIRED", "AGREEMENT_EXPIRED"),
    ],
)
def test_every_other_state_misses(standing, data_agreement, state, code):
    found = state_active(standing(), data_agreement(state=state))
    assert found == Miss(code, "state")


def test_linkage_agreements_have_states_too(standing, linkage_agreement):
    found = state_active(standing(), linkage_agreement(state="SUSPENDED"))
    assert found == Miss("AGREEMENT_NOT_ACTIVE", "state")
