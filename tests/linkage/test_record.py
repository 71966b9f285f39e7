import pytest

from linkage.errors import RecordInvalid
from linkage.record import PartialDate, Precision, Record


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("1951", Precision.YEAR),
        ("1951-07", Precision.MONTH),
        ("1951-07-01", Precision.DAY),
        ("1951-07-01", Precision.YEAR),
    ],
)
def test_a_date_is_at_least_as_long_as_its_precision(value, precision):
    assert PartialDate(value, precision).value == value


@pytest.mark.parametrize(
    ("value", "precision"),
    [
        ("1951", Precision.DAY),
        ("1951-07", Precision.DAY),
        ("1951", Precision.MONTH),
        ("51", Precision.YEAR),
        ("1951-13-01", Precision.DAY),
        ("1951-07-32", Precision.DAY),
        ("01-07-1951", Precision.DAY),
        ("1951-07-01\n", Precision.DAY),
        ("", Precision.YEAR),
    ],
)
def test_anything_else_is_refused_without_quoting_it(value, precision):
    with pytest.raises(RecordInvalid) as refused:
        PartialDate(value, precision)
    assert not value.strip() or value.strip() not in str(refused.value)


def test_a_record_needs_a_handle():
    with pytest.raises(RecordInvalid):
        Record(handle="")
