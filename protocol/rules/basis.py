"""Rule: every article that the agreement rests on is in force."""

from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, OnDay


def basis_in_force(
    on: OnDay, agreement: DataAgreement | LinkageAgreement
) -> Miss | None:
    """A repealed article no longer carries an agreement that cites it."""
    grounds = on.grounds.get(agreement.id)
    for cited in grounds.cited if grounds else ():
        if not cited.holds(on.day):
            return Miss("LEGAL_BASIS_REPEALED", f"{cited.clause} ({cited.citation})")
    return None
