from datetime import date

import pytest

from protocol.agreements.grounds import CitedArticle, Grounds
from protocol.agreements.terms import Citation
from protocol.rules.basis import basis_in_force
from protocol.rules.circumstances import Miss


def grounds(art="9", until=None):
    cited = Citation(law="UU 12/2006", art=art)
    article = CitedArticle("legal_basis.task", cited, date(2006, 8, 1), until)
    return {"PKS-1": Grounds(None, (article,))}


@pytest.mark.parametrize("until", [None, date(2026, 6, 15)])
def test_an_article_holds_to_its_last_day(standing, data_agreement, until):
    found = basis_in_force(standing(grounds=grounds(until=until)), data_agreement())
    assert found is None


def test_a_repealed_article_is_named_with_its_clause(standing, data_agreement):
    repealed = grounds(until=date(2026, 6, 14))
    found = basis_in_force(standing(grounds=repealed), data_agreement())
    clause = "legal_basis.task (UU 12/2006 art. 9)"
    assert found == Miss("LEGAL_BASIS_REPEALED", clause)


def test_a_whole_law_is_named_without_an_article(standing, data_agreement):
    repealed = grounds(art="*", until=date(2026, 6, 14))
    found = basis_in_force(standing(grounds=repealed), data_agreement())
    assert found.clause == "legal_basis.task (UU 12/2006)"


def test_it_does_not_hold_before_its_first_day(standing, data_agreement):
    early = standing("2006-07-31", grounds=grounds())
    assert basis_in_force(early, data_agreement()) is not None


def test_without_grounds_there_is_nothing_to_look_at(standing, data_agreement):
    assert basis_in_force(standing(grounds={}), data_agreement()) is None
