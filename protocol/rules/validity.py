"""Rule: today lies within the agreement's validity."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, OnDay


def validity_covers(
    on: OnDay, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """First and last day are both in force, as days in Asia/Jakarta."""
    if on.day < agreement.validity.first:
        return Miss("AGREEMENT_NOT_ACTIVE", "validity.from")
    if on.day > agreement.validity.last:
        return Miss("AGREEMENT_EXPIRED", "validity.to")
    return None
