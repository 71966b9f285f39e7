"""The clauses of a data agreement: who, what, why, how much, for how long."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from protocol.agreements.terms import Days, Keeping, Party, Span
from protocol.asks import Way
from protocol.records import Record
from protocol.verdicts import Band, Mode

Coordinate = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$")]

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", strict=True)]
"""A time of day, in quotes: YAML reads a bare 17:30 as a number."""


class Coordinator(Record):
    """A body that accompanies the agreement without receiving personal data."""

    org: str
    sees: tuple[Literal["counts", "state"], ...] = Field(min_length=1)


class DataParties(Record):
    """Who gives and who receives."""

    provider: Party
    recipient: Party
    coordinator: Coordinator | None = None


class PurposeClause(Record):
    """What for, and how it may be asked."""

    code: str
    """A code of `schema/vocabularies/purposes.yaml`."""
    process: str | None = None
    """The procedure that it serves, as `ART8`."""
    ways: tuple[Way, ...] = Field(min_length=1)
    allowed_stages: tuple[str, ...] = ()
    """Stages of a case in which it may be asked; required for `case`."""
    excluded: tuple[str, ...] = ()
    """Uses that the parties rule out."""

    @model_validator(mode="after")
    def _stages_go_with_cases(self) -> Self:
        if (Way.CASE in self.ways) != bool(self.allowed_stages):
            raise ValueError("allowed_stages goes with the way 'case', and it alone")
        return self


class Budget(Record):
    """How often one person may be asked about, so that answers don't add up."""

    requests: int = Field(ge=1)
    """By one organisation under one purpose."""
    within: Days


class Subjects(Record):
    """Whose data, and of how many people in one request."""

    who: str
    max_per_request: int = Field(ge=1)
    children: bool | None = None
    """Whether children are among them (UU 27/2022 art. 25)."""
    budget: Budget | None = None


class ElementClass(StrEnum):
    """What the parties take an element to be; must agree with its contract."""

    IDENTIFIER = "IDENTIFIER"
    GENERAL = "GENERAL"
    SPECIFIC = "SPECIFIC"
    SECRET = "SECRET"  # noqa: S105 -- a class of data
    IMPERSONAL = "IMPERSONAL"


class Element(Record):
    """One field or edge, and how it is given."""

    path: Coordinate
    class_: ElementClass | None = Field(default=None, alias="class")
    mode: Mode
    predicate: str | None = Field(default=None, min_length=1)
    """What the yes or no says, in words; the provider computes it."""
    note: str | None = None

    @model_validator(mode="after")
    def _predicates_are_said_of_predicates(self) -> Self:
        if self.predicate is not None and self.mode is not Mode.PREDICATE:
            raise ValueError("predicate goes with the mode PREDICATE alone")
        return self


class LinkageClause(Record):
    """How people are found again, and how sure a link must be to be shown."""

    method: Literal["encoded"] = "encoded"
    """The unit compares encodings; no identifier leaves its agency."""
    fields: tuple[str, ...] = ()
    """Attributes that the parties expect in the encodings."""
    key_epoch: Days | None = None
    """How long a linkage key lives."""
    min_band: Band = Band.CERTAIN
    clerical_review: str | None = None
    """The party that looks at doubtful links."""


class Output(Record):
    """What may leave as a figure."""

    aggregate_min_cell: int = Field(ge=2)
    differencing_guard: bool | None = None
    """Whether the parties promise not to subtract overlapping counts."""


class Weekday(StrEnum):
    """A day of the week, in the order of `date.weekday`."""

    MON = "MON"
    TUE = "TUE"
    WED = "WED"
    THU = "THU"
    FRI = "FRI"
    SAT = "SAT"
    SUN = "SUN"


class OfficeHours(Record):
    """When it may be asked, in Asia/Jakarta."""

    opens: Clock = Field(alias="from")
    closes: Clock = Field(alias="to")
    """The first minute that is too late."""
    days: tuple[Weekday, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("'to' lies before 'from'")
        return self


class Access(Record):
    """Who at the recipient may ask, when, and how often."""

    roles: tuple[str, ...] = Field(min_length=1)
    """Codes of `schema/vocabularies/roles.yaml`."""
    mfa: bool = False
    """Whether the officer must have signed in with more than one factor."""
    hours: Literal["any"] | OfficeHours = "any"
    rate_per_day: int | None = Field(default=None, ge=1)
    """Requests of the recipient in one day (Asia/Jakarta), at each agency."""


class Retention(Record):
    """How long the recipient keeps what it got."""

    result: Keeping
    linkage_material: Keeping | None = None
    log: Span


class Feedback(Record):
    """What the recipient reports back (data balikan)."""

    obliged: bool
    what: tuple[str, ...] = Field(min_length=1)
    within: Span


class OnDenial(StrEnum):
    """What becomes of a request of which something is denied."""

    OMIT = "omit"
    """The rest is answered."""
    REFUSE = "refuse"
    """Nothing is asked of anyone."""
