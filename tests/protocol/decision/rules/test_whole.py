from protocol.rules.whole import refusing_whole
from protocol.verdicts import Refused

DENIED = Refused("ELEMENT_DENIED", "giver", "PKS-1", "elements.Thing.ban")
NOBODYS = Refused("NO_AGREEMENT", "giver", None, "parties")


def test_without_a_denial_nothing_is_refused(book, data_agreement):
    strict = book(data_agreement(on_denial="refuse"))
    assert refusing_whole([], ["PKS-1"], strict) is None


def test_an_agreement_that_leaves_the_rest_leaves_it(book, data_agreement):
    assert refusing_whole([DENIED], ["PKS-1"], book(data_agreement())) is None


def test_the_agreement_that_refuses_may_demand_it(book, data_agreement):
    strict = book(data_agreement(on_denial="refuse"))
    assert refusing_whole([NOBODYS, DENIED], [], strict) is NOBODYS


def test_an_agreement_that_the_rest_rests_on_may_demand_it(book, data_agreement):
    strict = data_agreement(id="PKS-2", on_denial="refuse")
    both = book(data_agreement(), strict)
    assert refusing_whole([NOBODYS], ["PKS-2"], both) is NOBODYS


def test_an_agreement_that_is_not_involved_demands_nothing(book, data_agreement):
    strict = data_agreement(id="PKS-2", on_denial="refuse")
    both = book(data_agreement(), strict)
    assert refusing_whole([DENIED], ["PKS-1"], both) is None
