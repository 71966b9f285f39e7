"""The rows of each agency's database, one frozen dataclass per table.

A field is a column of the same name. Types: `date` is a calendar day, a birth
date is ISO 8601 text (`YYYY-MM-DD`) beside its precision (`DAY`, `MONTH` or
`YEAR`: how much of it is known) and whether an office imputed the rest,
`tuple[str, ...]` is a list in a JSON column. `handle` is an agency's surrogate
for a row: 26 letters and digits, unique within the agency, never a NIK.
Columns `citizenship_…` are a status as that agency asserts it.

This file knows nothing of how rows are made.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Literal

Agency = Literal[
    "dukcapil", "ahu", "imigrasi", "pemasyarakatan", "kemlu", "setneg", "bin", "kemenko"
]
Sex = Literal["M", "F"]
Precision = Literal["DAY", "MONTH", "YEAR"]
Status = Literal["WNI", "WNA", "ABG", "STATELESS", "UNDETERMINED"]
Basis = Literal[
    "BIRTH",
    "ART8",
    "ART19",
    "ART20",
    "ART3A",
    "ART6_CHOICE",
    "ART23",
    "ART26",
    "ART31",
    "ART32",
    "ART41",
    "PP2_ART40_ANNUL",
    "SKSK",
]
RegisterState = Literal["ACTIVE", "BLOCKED", "DECEASED", "EMIGRATED", "DUPLICATE"]
IdentityCard = Literal["CITIZEN", "FOREIGNER", "NONE"]
MaritalStatus = Literal["UNMARRIED", "MARRIED", "DIVORCED", "WIDOWED"]
CaseStage = Literal[
    "KANWIL_SUBSTANTIVE",
    "AHU_SUBSTANTIVE",
    "BIN_CONSIDERATION",
    "SETNEG_DECREE",
    "NOTICE",
    "OATH",
    "CLOSED",
    "REJECTED",
]
PassportState = Literal["VALID", "EXPIRED", "REVOKED", "LOST"]
PermitKind = Literal["VISIT", "ITAS", "ITAP"]
DecreeStage = Literal["RECEIVED", "DRAFTED", "SIGNED", "GAZETTED", "RETURNED"]
DecreeOutcome = Literal["GRANTED", "REFUSED"]


@dataclass(frozen=True, slots=True)
class Resident:
    """A person in the population register; one person can have two."""

    AGENCY: ClassVar[Agency] = "dukcapil"
    TABLE: ClassVar[str] = "residents"
    handle: str
    nik: str
    legacy_niks: tuple[str, ...]
    family_card_number: str | None
    name: str
    sex: Sex
    birth_place: str
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool
    citizenship_status: Status
    citizenship_basis: Basis
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date
    citizenship_effective_to: date | None
    citizenship_recorded_on: date
    citizenship_asserted_by: str
    identity_card: IdentityCard
    foreign_document_number: str | None
    mother_nik: str | None
    mother_name: str | None
    region_code: str
    """Six digits: the district of residence."""
    region_list_version: str
    marital_status: MaritalStatus
    religion: str
    birth_deed_number: str | None
    register_state: RegisterState
    disability: str | None
    fingerprint_reference: str | None


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person of one or more citizenship cases."""

    AGENCY: ClassVar[Agency] = "ahu"
    TABLE: ClassVar[str] = "applicants"
    handle: str
    name: str
    sex: Sex
    birth_place: str
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool
    nik: str | None
    passport_number: str | None
    origin_country: str | None
    """ICAO 9303, three letters."""
    is_child: bool
    income: int | None
    """Rupiah a month."""
    health_letter: bool
    police_record_clear: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A citizenship case; `citizenship_…` is its result, null while undecided."""

    AGENCY: ClassVar[Agency] = "ahu"
    TABLE: ClassVar[str] = "cases"
    handle: str
    case_number: str
    """Shared with Setneg and BIN; unique."""
    applicant_handle: str
    basis: Basis
    kanwil_code: str
    """Two digits: the province of the regional office."""
    kanwil_list_version: str
    filed_on: date
    stage: CaseStage
    stage_since: date
    skim_number: str | None
    decree_number: str | None
    presidential_decree_number: str | None
    oath_date: date | None
    citizenship_status: Status | None
    citizenship_basis: Basis | None
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date | None
    citizenship_effective_to: date | None
    citizenship_recorded_on: date | None
    citizenship_asserted_by: str | None


@dataclass(frozen=True, slots=True)
class CaseStageSpan:
    """One stage of a case, in order of `position` from 0; key: case and position."""

    AGENCY: ClassVar[Agency] = "ahu"
    TABLE: ClassVar[str] = "stage_history"
    case_number: str
    position: int
    stage: CaseStage
    entered_on: date
    left_on: date | None
    """Null for the stage the case is in now (CLOSED and REJECTED included)."""


@dataclass(frozen=True, slots=True)
class ImmigrationPerson:
    """A person known to immigration, citizen or foreigner."""

    AGENCY: ClassVar[Agency] = "imigrasi"
    TABLE: ClassVar[str] = "persons"
    handle: str
    niora: str | None
    machine_readable_name: str
    sex: Sex
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool
    nationality: str
    """ICAO 9303, three letters, of the travel document."""
    nik: str | None
    region_code: str
    """Two digits: the province of the immigration office."""
    region_list_version: str
    citizenship_status: Status
    citizenship_basis: Basis
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date
    citizenship_effective_to: date | None
    citizenship_recorded_on: date
    citizenship_asserted_by: str
    limited_dual_registration_number: str | None
    affidavit_number: str | None
    """Null once withdrawn."""
    limited_dual_registered_on: date | None
    limited_dual_parent_nik: str | None
    limited_dual_choice: Status | None
    limited_dual_choice_deadline: date | None
    """The 21st birthday: three years after turning 18 (UU 12/2006 art. 6)."""
    travel_ban: bool


@dataclass(frozen=True, slots=True)
class Passport:
    """A passport that immigration issued or saw."""

    AGENCY: ClassVar[Agency] = "imigrasi"
    TABLE: ClassVar[str] = "passports"
    handle: str
    person_handle: str
    number: str
    country: str
    kind: Literal["ORDINARY", "DIPLOMATIC", "OFFICIAL"]
    issued_on: date
    expires_on: date
    state: PassportState


@dataclass(frozen=True, slots=True)
class StayPermit:
    """A stay permit of a foreigner."""

    AGENCY: ClassVar[Agency] = "imigrasi"
    TABLE: ClassVar[str] = "permits"
    handle: str
    person_handle: str
    number: str
    kind: PermitKind
    valid_from: date
    valid_to: date
    sponsor_nik: str | None


@dataclass(frozen=True, slots=True)
class Skim:
    """An immigration residence certificate."""

    AGENCY: ClassVar[Agency] = "imigrasi"
    TABLE: ClassVar[str] = "skims"
    handle: str
    person_handle: str
    number: str
    purpose: Basis
    issued_on: date
    continuous_years: float
    total_years: float


@dataclass(frozen=True, slots=True)
class Crossing:
    """A border crossing; a person's crossings alternate between entry and exit."""

    AGENCY: ClassVar[Agency] = "imigrasi"
    TABLE: ClassVar[str] = "crossings"
    handle: str
    person_handle: str
    crossed_at: datetime
    """With zone."""
    direction: Literal["ENTRY", "EXIT"]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Inmate:
    """An inmate."""

    AGENCY: ClassVar[Agency] = "pemasyarakatan"
    TABLE: ClassVar[str] = "inmates"
    handle: str
    register_number: str
    name: str
    sex: Sex
    birth_place: str
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool
    nik: str | None
    stated_citizenship: Status
    facility: str
    held_from: date
    expected_release: date | None


@dataclass(frozen=True, slots=True)
class InmateAlias:
    """Another name of an inmate; key: inmate and position."""

    AGENCY: ClassVar[Agency] = "pemasyarakatan"
    TABLE: ClassVar[str] = "inmate_aliases"
    inmate_handle: str
    position: int
    alias: str


@dataclass(frozen=True, slots=True)
class CitizenAbroad:
    """A person who reported to a mission abroad."""

    AGENCY: ClassVar[Agency] = "kemlu"
    TABLE: ClassVar[str] = "citizens_abroad"
    handle: str
    report_number: str
    name: str
    sex: Sex
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool
    nik: str | None
    passport_number: str | None
    post: str
    country: str
    reported_on: date
    declared_to_keep_citizenship_on: date | None
    citizenship_status: Status
    citizenship_basis: Basis
    citizenship_decision_number: str | None
    citizenship_decision_date: date | None
    citizenship_effective_from: date
    citizenship_effective_to: date | None
    citizenship_recorded_on: date
    citizenship_asserted_by: str
    sksk_number: str | None


@dataclass(frozen=True, slots=True)
class Decree:
    """The preparation of a presidential decree, one per case."""

    AGENCY: ClassVar[Agency] = "setneg"
    TABLE: ClassVar[str] = "decrees"
    handle: str
    case_number: str
    decree_number: str | None
    stage: DecreeStage
    received_on: date
    signed_on: date | None
    outcome: DecreeOutcome | None
    holder_name: str
    gazetted_on: date | None


@dataclass(frozen=True, slots=True)
class DecreeStageSpan:
    """One stage of a decree, in order of `position` from 0."""

    AGENCY: ClassVar[Agency] = "setneg"
    TABLE: ClassVar[str] = "stage_history"
    case_number: str
    position: int
    stage: DecreeStage
    entered_on: date
    left_on: date | None
    """Null for the stage the decree is in now."""


@dataclass(frozen=True, slots=True)
class Consideration:
    """BIN's one consideration of a case; it holds no person."""

    AGENCY: ClassVar[Agency] = "bin"
    TABLE: ClassVar[str] = "considerations"
    handle: str
    case_number: str
    requested_on: date
    answered: bool
    answered_on: date | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that an agency reported; key: agency, key and period."""

    AGENCY: ClassVar[Agency] = "kemenko"
    TABLE: ClassVar[str] = "metrics"
    agency: Agency
    key: str
    period: str
    """A year, as 2025."""
    value: int


PersonRow = Resident | Applicant | ImmigrationPerson | Inmate | CitizenAbroad
"""A row that stands for a person; its handle is in the ground truth."""

Row = (
    PersonRow
    | Case
    | CaseStageSpan
    | Passport
    | StayPermit
    | Skim
    | Crossing
    | InmateAlias
    | Decree
    | DecreeStageSpan
    | Consideration
    | Metric
)

TABLES: dict[Agency, tuple[type[Row], ...]] = {
    "dukcapil": (Resident,),
    "ahu": (Applicant, Case, CaseStageSpan),
    "imigrasi": (ImmigrationPerson, Passport, StayPermit, Skim, Crossing),
    "pemasyarakatan": (Inmate, InmateAlias),
    "kemlu": (CitizenAbroad,),
    "setneg": (Decree, DecreeStageSpan),
    "bin": (Consideration,),
    "kemenko": (Metric,),
}
"""Per agency its tables; a row comes after the row that it refers to."""


@dataclass(frozen=True, slots=True)
class TruthRow:
    """Whose record it is: known to the generator alone, and to no agency."""

    TABLE: ClassVar[str] = "truth"
    person_index: int
    agency: Agency
    handle: str


_COLUMNS: dict[type[Any], tuple[str, ...]] = {
    row_type: tuple(column.name for column in fields(row_type))
    for row_types in (*TABLES.values(), (TruthRow,))
    for row_type in row_types
}


def column_names(row_type: type[Any]) -> tuple[str, ...]:
    """The columns of a table, in order."""
    return _COLUMNS[row_type]


def columns(row: Row | TruthRow) -> dict[str, Any]:
    """A row as column name to value."""
    return {name: getattr(row, name) for name in _COLUMNS[type(row)]}
