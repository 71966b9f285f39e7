import pytest

from linkage.normalise.dates import KnownDate, known_date
from linkage.record import PartialDate, Precision

DEFAULTS = ("01-01", "07-01", "12-31")


@pytest.mark.parametrize(
    ("date", "known"),
    [
        (PartialDate("1988-11-23"), KnownDate("1988", ("23", "11"))),
        (PartialDate("1951-07-02"), KnownDate("1951", ("02", "07"))),
        # an office's convention, flagged or not
        (PartialDate("1951-07-01"), KnownDate("1951", None)),
        (PartialDate("1951-12-31"), KnownDate("1951", None)),
        (PartialDate("1951-01-01"), KnownDate("1951", None)),
        (PartialDate("1951-03-15", imputed=True), KnownDate("1951", None)),
        # the 15th of a month is a birthday like any other unless flagged
        (PartialDate("1951-03-15"), KnownDate("1951", ("15", "03"))),
        # less than a day is known
        (PartialDate("1951-03", Precision.MONTH), KnownDate("1951", None)),
        (PartialDate("1951-03-15", Precision.MONTH), KnownDate("1951", None)),
        (PartialDate("1951", Precision.YEAR), KnownDate("1951", None)),
    ],
)
def test_only_what_somebody_knew_counts(date, known):
    assert known_date(date, DEFAULTS) == known
