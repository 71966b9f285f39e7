from protocol.rules.circumstances import Miss
from protocol.rules.element import element_named


def test_a_named_element_passes(case, data_agreement):
    assert element_named(case("Thing.name"), data_agreement()) is None


def test_an_element_is_named_by_its_whole_coordinate(case, data_agreement):
    found = element_named(case("Thing.adult"), data_agreement())
    assert found == Miss("ELEMENT_NOT_GRANTED", "elements")
