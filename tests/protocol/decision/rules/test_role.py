from protocol.rules.circumstances import Miss
from protocol.rules.role import role_allowed


def test_one_role_of_several_suffices(standing, data_agreement):
    agreement = data_agreement(access__roles=["clerk", "head"])
    assert role_allowed(standing(roles=("driver", "head")), agreement) is None


def test_another_role_misses(standing, data_agreement):
    found = role_allowed(standing(roles=("driver",)), data_agreement())
    assert found == Miss("ROLE_NOT_ALLOWED", "access.roles")


def test_no_role_misses(standing, data_agreement):
    assert role_allowed(standing(roles=()), data_agreement()) is not None
