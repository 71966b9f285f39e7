"""What a rule looks at, and what it says when an agreement misses.

A rule is a plain function of the circumstances and one agreement; it returns
the clause that misses, or None, and changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from protocol.agreements.grounds import GroundsById
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.asks import Ask
from protocol.classification import FieldClass


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """A legal day (Asia/Jakarta), before anyone asks."""

    day: date
    grounds: GroundsById
    """By id of the agreement; one without grounds is not in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(OnDay):
    """An ask at an instant, before any field is named."""

    ask: Ask
    now: datetime
    """With its zone; `day` is its legal day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances(Standing):
    """An ask for one field."""

    field: FieldClass


@dataclass(frozen=True, slots=True)
class Miss:
    """The clause that does not cover the ask, and the code that says so."""

    code: str
    clause: str


ForceRule = Callable[[OnDay, DataAgreement | LinkageAgreement], Miss | None]
"""A rule that any agreement needs, whoever asks."""

StandingRule = Callable[[Standing, DataAgreement], Miss | None]
"""A rule that any element of an agreement needs; every `ForceRule` is one too."""

ElementRule = Callable[[Circumstances, DataAgreement], Miss | None]
"""A rule about one element; every `StandingRule` is one too."""
