"""Rule: the attested case is in a stage that the agreement names."""

from protocol.agreements.model import DataAgreement
from protocol.asks import Way
from protocol.rules.circumstances import Miss, Standing


def stage_allowed(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """Worklists and counts have no stage; a case without one is refused."""
    if standing.ask.way != Way.CASE:
        return None
    if standing.ask.stage in agreement.purpose.allowed_stages:
        return None
    return Miss("STAGE_NOT_ALLOWED", "purpose.allowed_stages")
