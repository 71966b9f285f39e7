"""Rule: the element's mode fits the way of asking and the field."""

from protocol.agreements.model import DataAgreement
from protocol.asks import Way
from protocol.rules.circumstances import Circumstances, Miss
from protocol.verdicts import Mode


def mode_fits(case: Circumstances, agreement: DataAgreement) -> Miss | None:
    """A count gives counts alone, and a predicate gives a yes or no alone."""
    mode = agreement.mode(case.field.coordinate)
    clause = f"elements.{case.field.coordinate}.mode"
    if mode is Mode.DENY:
        return Miss("ELEMENT_DENIED", clause)
    if (mode is Mode.COUNT) != (case.ask.way == Way.COUNT):
        return Miss("WAY_NOT_ALLOWED", clause)
    if mode is Mode.PREDICATE and not case.field.yields_yes_or_no:
        return Miss("ELEMENT_NOT_GRANTED", clause)
    return None
