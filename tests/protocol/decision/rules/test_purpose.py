from protocol.rules.circumstances import Miss
from protocol.rules.purpose import purpose_agreed


def test_the_agreed_purpose_passes(standing, data_agreement):
    assert purpose_agreed(standing(purpose="CHECK"), data_agreement()) is None


def test_another_purpose_has_no_agreement(standing, data_agreement):
    found = purpose_agreed(standing(purpose="AUDIT"), data_agreement())
    assert found == Miss("NO_AGREEMENT", "purpose.code")
