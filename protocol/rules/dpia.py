"""Rule: the impact assessment is approved and not due for review."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, OnDay


def dpia_current(on: OnDay, agreement: DataAgreement | LinkageAgreement) -> Miss | None:
    """UU 27/2022 art. 34: combining data sets needs an assessment."""
    if on.day < agreement.dpia.approved:
        return Miss("DPIA_LAPSED", "dpia.approved")
    if on.day > agreement.dpia.review_by:
        return Miss("DPIA_LAPSED", "dpia.review_by")
    return None
