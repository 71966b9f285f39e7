"""The first day that is still kept."""

from datetime import date

import pytest

from protocol.audit_retention import kept_from

TODAY = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("span", "day"),
    [
        ("P5Y", date(2021, 3, 31)),
        ("P1M", date(2026, 2, 28)),
        ("P14M", date(2025, 1, 31)),
        ("P2Y1M3D", date(2024, 2, 26)),
        ("P3W", date(2026, 3, 10)),
        ("P30DT12H", date(2026, 3, 1)),
        ("PT72H", TODAY),
    ],
)
def test_a_span_reaches_back(span: str, day: date) -> None:
    assert kept_from(TODAY, [span]) == day


def test_the_longest_counts_and_none_keeps_all() -> None:
    assert kept_from(TODAY, ["P1Y", "P5Y", "P30D"]) == date(2021, 3, 31)
    assert kept_from(TODAY, []) is None
