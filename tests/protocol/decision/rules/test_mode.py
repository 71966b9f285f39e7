import pytest

from protocol.asks import Way
from protocol.rules.circumstances import Miss
from protocol.rules.mode import mode_fits


@pytest.fixture
def giving(data_agreement):
    def build(path, mode):
        return data_agreement(
            elements=[{"path": path, "mode": mode}],
            purpose__ways=["worklist", *(["count"] if mode == "COUNT" else [])],
            output={"aggregate_min_cell": 5},
        )

    return build


def test_a_value_is_given_in_a_worklist(case, giving):
    assert mode_fits(case("Thing.name"), giving("Thing.name", "VALUE")) is None


def test_a_value_is_not_given_in_a_count(case, giving):
    found = mode_fits(case("Thing.name", way=Way.COUNT), giving("Thing.name", "VALUE"))
    assert found == Miss("WAY_NOT_ALLOWED", "elements.Thing.name.mode")


def test_a_count_is_given_in_a_count_alone(case, giving):
    agreement = giving("Query.tally", "COUNT")
    assert mode_fits(case("Query.tally", way=Way.COUNT), agreement) is None
    assert mode_fits(case("Query.tally"), agreement) == Miss(
        "WAY_NOT_ALLOWED", "elements.Query.tally.mode"
    )


@pytest.mark.parametrize("path", ["Thing.ban", "Thing.adult"])
def test_a_predicate_gives_a_yes_or_no_sealed_or_plain(case, giving, path):
    assert mode_fits(case(path), giving(path, "PREDICATE")) is None


def test_a_predicate_never_gives_a_value(case, giving):
    found = mode_fits(case("Thing.name"), giving("Thing.name", "PREDICATE"))
    assert found == Miss("ELEMENT_NOT_GRANTED", "elements.Thing.name.mode")


def test_silence_is_denial(case, giving):
    found = mode_fits(case("Thing.ban"), giving("Thing.name", "VALUE"))
    assert found == Miss("ELEMENT_DENIED", "elements.Thing.ban.mode")
