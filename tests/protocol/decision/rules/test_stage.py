import pytest

from protocol.asks import Way
from protocol.rules.circumstances import Miss
from protocol.rules.stage import stage_allowed


@pytest.fixture
def agreement(data_agreement):
    return data_agreement(purpose__ways=["case"], purpose__allowed_stages=["OPEN"])


def test_an_agreed_stage_passes(standing, agreement):
    assert stage_allowed(standing(way=Way.CASE, stage="OPEN"), agreement) is None


@pytest.mark.parametrize("stage", ["CLOSED", None])
def test_another_or_no_stage_misses(standing, agreement, stage):
    found = stage_allowed(standing(way=Way.CASE, stage=stage), agreement)
    assert found == Miss("STAGE_NOT_ALLOWED", "purpose.allowed_stages")


def test_a_way_given_as_text_is_still_a_case(standing, agreement):
    found = stage_allowed(standing(way="case", stage="CLOSED"), agreement)
    assert found is not None


@pytest.mark.parametrize("way", [Way.WORKLIST, Way.COUNT])
def test_worklists_and_counts_have_no_stage(standing, data_agreement, way):
    assert stage_allowed(standing(way=way), data_agreement()) is None
