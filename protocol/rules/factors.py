"""Rule: the officer signed in with more than one factor, where that is agreed."""

from protocol.agreements.model import DataAgreement
from protocol.rules.circumstances import Miss, Standing


def factors_suffice(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """The access token says how its officer signed in (`amr`, RFC 8176)."""
    if agreement.access.mfa and not standing.ask.asker.several_factors:
        return Miss("MFA_REQUIRED", "access.mfa")
    return None
