"""Rule: both parties' officers signed the agreement as it stands."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, OnDay


def signatures_hold(
    on: OnDay, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """Of what nobody looked at, no signature holds."""
    grounds = on.grounds.get(agreement.id)
    if grounds is None:
        return Miss("AGREEMENT_UNSIGNED", "signatures")
    if grounds.unsigned is not None:
        return Miss("AGREEMENT_UNSIGNED", grounds.unsigned)
    return None
