import pytest

from linkage.encode import filters
from linkage.encode.filters import FilterMaker, shares
from linkage.hazmat.filters import positions
from linkage.profile import Attribute, AttributeName

KEYS = {name: name.encode().ljust(32) for name in AttributeName}
NOTHING = dict.fromkeys(AttributeName, ())


def attribute(name="name", bits=10, per_feature=None):
    return Attribute(name=AttributeName(name), bits=bits, bits_per_feature=per_feature)


@pytest.mark.parametrize(
    ("bits", "cap", "features", "each"),
    [
        (10, None, 3, [4, 3, 3]),
        (10, None, 1, [10]),
        (3, None, 5, [1, 1, 1, 0, 0]),
        (10, 2, 3, [2, 2, 2]),
        (10, 2, 7, [2, 2, 2, 1, 1, 1, 1]),
    ],
)
def test_bits_are_spread_over_features(bits, cap, features, each):
    assert shares(attribute(bits=bits, per_feature=cap), features) == each


def test_a_filter_is_the_union_of_its_features_positions():
    maker = FilterMaker((attribute("sex", 5), attribute("name", 6)), KEYS)
    bits, present = maker.make(
        {**NOTHING, AttributeName.SEX: ("F",), AttributeName.NAME: ("AN", "NA")}
    )
    expected = {
        *positions(KEYS[AttributeName.SEX], b"F", 5),
        *positions(KEYS[AttributeName.NAME], b"AN", 3),
        *positions(KEYS[AttributeName.NAME], b"NA", 3),
    }
    assert {at for at in range(1024) if bits[at // 8] >> at % 8 & 1} == expected
    assert present == 0b11


def test_a_missing_attribute_sets_nothing():
    maker = FilterMaker((attribute("sex", 5), attribute("name", 6)), KEYS)
    assert maker.make(NOTHING) == (bytes(128), 0)
    assert maker.make({**NOTHING, AttributeName.NAME: ("A",)})[1] == 0b10


def test_a_full_memory_changes_nothing(monkeypatch):
    values = {**NOTHING, AttributeName.NAME: tuple("ABCDE")}
    expected = FilterMaker((attribute(),), KEYS).make(values)
    monkeypatch.setattr(filters, "_MEMO_LIMIT", 2)
    small = FilterMaker((attribute(),), KEYS)
    assert small.make(values) == small.make(values) == expected
    assert len(small._memo) <= 2
