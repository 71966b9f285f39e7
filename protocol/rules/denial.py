"""Prohibition: an agreement for this purpose denies the element.

A denial outlives suspension, expiry and a lapsed assessment: none of these may
widen what is granted. Only termination, or a draft never signed, ends it.
"""

from protocol.agreements.model import DataAgreement
from protocol.agreements.terms import State
from protocol.rules.circumstances import Circumstances, Miss
from protocol.verdicts import Mode

_BINDING = frozenset({State.ACTIVE, State.SUSPENDED, State.EXPIRED})


def element_denied(case: Circumstances, agreement: DataAgreement) -> Miss | None:
    """Denied for the purpose by any agreement of the parties: denied."""
    coordinate = case.field.coordinate
    if not agreement.names(coordinate) or agreement.mode(coordinate) is not Mode.DENY:
        return None
    if agreement.purpose.code != case.ask.purpose:
        return None
    if agreement.state not in _BINDING or case.day < agreement.validity.first:
        return None
    return Miss("ELEMENT_DENIED", f"elements.{coordinate}")
