"""What is true of a person: the ground truth that agencies' copies are made from.

This file knows nothing of agencies' errors.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from subgraphs.population.names import FullName
from subgraphs.population.rows import (
    Basis,
    CaseStage,
    MaritalStatus,
    PassportState,
    PermitKind,
    Precision,
    Sex,
    Status,
)

Kind = Literal[
    "CITIZEN", "FOREIGNER", "DUAL_CHILD", "ABROAD", "RETURNER", "UNREGISTERED"
]
"""ABROAD is a citizen who lives abroad (or was one), RETURNER a former citizen who
came back, UNREGISTERED a citizen whom no register knows."""


@dataclass(frozen=True, slots=True)
class BirthDate:
    """A birth date as a document has it."""

    day: date
    precision: Precision = "DAY"
    imputed: bool = False


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport and its state today."""

    number: str
    country: str
    issued_on: date
    expires_on: date
    state: PassportState


@dataclass(frozen=True, slots=True)
class Permit:
    """A stay permit."""

    kind: PermitKind
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Residence:
    """How long someone has stayed on permits, at a day."""

    continuous_days: int
    total_days: int


@dataclass(frozen=True, slots=True)
class Span:
    """One stage of a case; `left_on` is None while it lasts."""

    stage: CaseStage
    entered_on: date
    left_on: date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A status that a case decided, and that holds."""

    status: Status
    basis: Basis
    number: str
    """Of the decree."""
    decided_on: date
    effective_on: date
    """The day of the oath where there is one, else of the decree."""


@dataclass(frozen=True, slots=True)
class Case:
    """A citizenship case as it went."""

    number: str
    basis: Basis
    province: str
    filed_on: date
    spans: tuple[Span, ...]
    decree_number: str | None
    """From the day of the decree, though the oath may be due."""
    oath_on: date | None
    decision: Decision | None
    """None while the case is open, and when it was rejected."""

    @property
    def status(self) -> Status | None:
        """The status decided."""
        return self.decision.status if self.decision else None

    @property
    def effective_on(self) -> date | None:
        """From when the status decided holds."""
        return self.decision.effective_on if self.decision else None

    def span(self, stage: CaseStage) -> Span | None:
        """The stage, if the case came to it."""
        return next((span for span in self.spans if span.stage == stage), None)


@dataclass(frozen=True, slots=True)
class DualChildhood:
    """Registration as a child of limited dual citizenship (ABG)."""

    other_country: str
    registered_on: date
    deadline: date
    """The 21st birthday (UU 12/2006 art. 6)."""
    parent_nik: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person."""

    index: int
    kind: Kind
    sex: Sex
    name: FullName
    religion: str
    birth: BirthDate
    birth_place: str
    citizen_by_birth: bool
    country: str
    """Of a foreigner or returner the nationality, of one abroad where they live,
    of a dual child the other nationality, else IDN."""
    district: str
    marital: MaritalStatus
    family_card: str | None
    nik: str | None
    legacy_nik: str | None
    second_nik: str | None
    """Another NIK under which the person is registered once more."""
    neighbour_nik: str | None
    """A NIK of the same household, which a copy can hold by mistake."""
    mother_name: str
    mother_nik: str | None
    since: date
    """Arrived in Indonesia, or left it; of others the birth date."""
    passports: tuple[Passport, ...]
    """The latest first."""
    permits: tuple[Permit, ...]
    """The earliest first."""
    cases: tuple[Case, ...]
    dual: DualChildhood | None
    inmate: bool
