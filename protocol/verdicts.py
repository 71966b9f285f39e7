"""What a decision says: `Granted` or `Refused`, never a bool."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from protocol.errors import TautanError


class Mode(StrEnum):
    """How an element is given."""

    VALUE = "VALUE"
    PREDICATE = "PREDICATE"
    COUNT = "COUNT"
    DENY = "DENY"


class Band(StrEnum):
    """How sure a link is, surest first."""

    CERTAIN = "CERTAIN"
    PROBABLE = "PROBABLE"
    POSSIBLE = "POSSIBLE"


_STRICTNESS = (Band.CERTAIN, Band.PROBABLE, Band.POSSIBLE)


def stricter(left: Band, right: Band) -> Band:
    """The surer of two bands."""
    return min(left, right, key=_STRICTNESS.index)


@dataclass(frozen=True, slots=True)
class Granted:
    """The coordinate may be asked."""

    agreement: str | None
    """The agreement it rests on; None for own data and what goes with an edge."""
    clause: str
    """The clause that grants: `elements[3]`, or one of the words in
    `protocol.decision`: own-data, carried, structural, linkage."""
    mode: Mode = Mode.VALUE
    min_band: Band | None = None
    """The least sure band that may be shown, on edges over links."""
    min_cell: int | None = None
    """The smallest count that may be shown."""
    max_subjects: int | None = None
    """The most people one request may reach."""
    expires_at: datetime | None = None
    """From here on, decide again: a validity may have begun or ended."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The coordinate may not be asked; `code` is in the message catalogue."""

    code: str
    provider: str | None
    """The agency whose data it is."""
    agreement: str | None
    """The agreement that came closest."""
    clause: str | None
    """Its clause that missed."""
    expires_at: datetime | None = None

    def error(self, purpose: str | None) -> TautanError:
        """What a caller meets where it refuses a whole request."""
        return TautanError(
            self.code,
            agency=self.provider,
            purpose=purpose,
            agreement=self.agreement,
            clause=self.clause,
        )
