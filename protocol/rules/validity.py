"""Rule: today lies within the agreement's validity."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, Standing


def validity_covers(
    standing: Standing, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """First and last day are both in force, as days in Asia/Jakarta."""
    if standing.day < agreement.validity.first:
        return Miss("AGREEMENT_NOT_ACTIVE", "validity.from")
    if standing.day > agreement.validity.last:
        return Miss("AGREEMENT_EXPIRED", "validity.to")
    return None
