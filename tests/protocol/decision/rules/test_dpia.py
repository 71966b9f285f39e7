import pytest

from protocol.rules.circumstances import Miss
from protocol.rules.dpia import dpia_current


@pytest.mark.parametrize("day", ["2026-01-01", "2026-12-31"])
def test_current_from_approval_to_review(standing, data_agreement, day):
    assert dpia_current(standing(day), data_agreement()) is None


def test_lapsed_after_its_review_was_due(standing, data_agreement):
    found = dpia_current(standing("2027-01-01"), data_agreement())
    assert found == Miss("DPIA_LAPSED", "dpia.review_by")


def test_not_valid_before_its_approval(standing, linkage_agreement):
    found = dpia_current(standing("2025-12-31"), linkage_agreement())
    assert found == Miss("DPIA_LAPSED", "dpia.approved")
