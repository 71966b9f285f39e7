"""Rule: the agreement is active."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.agreements.terms import State
from protocol.rules.circumstances import Miss, OnDay


def state_active(
    _on: OnDay, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """Signed is not yet in force; suspended and terminated no longer are."""
    if agreement.state is State.ACTIVE:
        return None
    expired = agreement.state is State.EXPIRED
    code = "AGREEMENT_EXPIRED" if expired else "AGREEMENT_NOT_ACTIVE"
    return Miss(code, "state")
