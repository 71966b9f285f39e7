import pytest

from linkage.normalise.identifiers import nik, passport


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("7371010503710001", "7371010503710001"),
        (" 7371-0105 0371.0001 ", "7371010503710001"),
        ("737IO1O5O37IOOO1", "7371010503710001"),
        ("4066625", "4066625"),
        ("7371010503710000", "7371010503710000"),
        ("", None),
        ("-", None),
        ("12345", None),
        ("0000000000000000", None),
        ("9999999999999999", None),
        ("1234567890123456", None),
        ("0123456789012345", None),
    ],
)
def test_nik(written, plain):
    assert nik(written) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("X1234567", "X1234567"),
        (" x 123-4567 ", "X1234567"),
        ("AB123456", "AB123456"),
        ("NONE", None),
        ("PASSPORT", None),
        ("00000000", None),
        ("123456", None),
        ("A12", None),
    ],
)
def test_passport(written, plain):
    assert passport(written) == plain
