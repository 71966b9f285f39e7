"""Rule: the agreement is active."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.agreements.terms import State
from protocol.rules.circumstances import Miss, Standing


def state_active(
    _standing: Standing, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """Signed is not yet in force; suspended and terminated no longer are."""
    match agreement.state:
        case State.ACTIVE:
            return None
        case State.EXPIRED:
            return Miss("AGREEMENT_EXPIRED", "state")
        case State.DRAFT | State.SIGNED | State.SUSPENDED | State.TERMINATED:
            return Miss("AGREEMENT_NOT_ACTIVE", "state")
