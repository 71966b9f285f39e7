import pytest

from protocol.asks import Way
from protocol.rules.circumstances import Miss
from protocol.rules.way import way_allowed


def test_an_agreed_way_passes(standing, data_agreement):
    assert way_allowed(standing(way=Way.WORKLIST), data_agreement()) is None


@pytest.mark.parametrize("way", [Way.CASE, Way.COUNT])
def test_another_way_misses(standing, data_agreement, way):
    found = way_allowed(standing(way=way), data_agreement())
    assert found == Miss("WAY_NOT_ALLOWED", "purpose.ways")
