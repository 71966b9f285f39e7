import pytest

from protocol.rules.circumstances import Miss
from protocol.rules.factors import factors_suffice


@pytest.mark.parametrize(
    ("asked", "used"), [(False, False), (False, True), (True, True)]
)
def test_it_passes_where_it_is_used_or_not_asked_for(
    standing, data_agreement, asked, used
):
    agreement = data_agreement(access__mfa=asked)
    assert factors_suffice(standing(mfa=used), agreement) is None


def test_one_factor_is_too_few_where_several_are_agreed(standing, data_agreement):
    agreement = data_agreement(access__mfa=True)
    found = factors_suffice(standing(), agreement)
    assert found == Miss("MFA_REQUIRED", "access.mfa")
