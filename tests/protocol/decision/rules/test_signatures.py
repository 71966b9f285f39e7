from protocol.agreements.grounds import Grounds
from protocol.rules.circumstances import Miss
from protocol.rules.signatures import signatures_hold


def test_signed_passes(standing, data_agreement, linkage_agreement):
    assert signatures_hold(standing(), data_agreement()) is None
    assert signatures_hold(standing(), linkage_agreement()) is None


def test_the_clause_names_who_did_not_sign(standing, data_agreement):
    grounds = {"PKS-1": Grounds("signatures.org.giver")}
    found = signatures_hold(standing(grounds=grounds), data_agreement())
    assert found == Miss("AGREEMENT_UNSIGNED", "signatures.org.giver")


def test_an_agreement_that_nobody_looked_at_is_unsigned(standing, data_agreement):
    found = signatures_hold(standing(grounds={}), data_agreement())
    assert found == Miss("AGREEMENT_UNSIGNED", "signatures")
