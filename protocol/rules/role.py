"""Rule: the officer has a role that the agreement names."""

from protocol.agreements.model import DataAgreement
from protocol.rules.circumstances import Miss, Standing


def role_allowed(standing: Standing, agreement: DataAgreement) -> Miss | None:
    """One of the asker's roles suffices."""
    if standing.ask.asker.roles.isdisjoint(agreement.access.roles):
        return Miss("ROLE_NOT_ALLOWED", "access.roles")
    return None
