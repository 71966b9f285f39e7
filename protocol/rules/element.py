"""Rule: the agreement names the field or edge."""

from protocol.agreements.model import DataAgreement
from protocol.rules.circumstances import Circumstances, Miss


def element_named(case: Circumstances, agreement: DataAgreement) -> Miss | None:
    """What an agreement does not name, it does not give."""
    if agreement.names(case.field.coordinate):
        return None
    return Miss("ELEMENT_NOT_GRANTED", "elements")
