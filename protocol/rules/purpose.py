"""Rule: the agreement is for the purpose that is asked under."""

from protocol.agreements.model import DataAgreement
from protocol.rules.circumstances import Miss, Standing


def purpose_agreed(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """UU 27/2022 art. 16: data are used for the purpose they were given for."""
    if agreement.purpose.code == standing.ask.purpose:
        return None
    return Miss("NO_AGREEMENT", "purpose.code")
