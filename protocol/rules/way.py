"""Rule: the agreement allows the way of asking."""

from protocol.agreements.model import DataAgreement
from protocol.rules.circumstances import Miss, Standing


def way_allowed(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """Case, worklist and count are agreed on apart."""
    if standing.ask.way in agreement.purpose.ways:
        return None
    return Miss("WAY_NOT_ALLOWED", "purpose.ways")
