"""The two kinds of agreement, as their YAML holds them.

`DATA`: a provider gives elements to a recipient for one purpose (a PKS).
`LINKAGE`: two parties let the unit link their records under a profile.

What a decision reads: parties, state, purpose, elements, subjects, linkage,
output, access, dpia, validity. The rest is on record for people: it is typed,
so that a misspelt key is found, and enforced elsewhere or by the parties.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from protocol.agreements.terms import (
    AgreementId,
    Dpia,
    LegalBasis,
    Party,
    State,
    Validity,
)
from protocol.asks import Way
from protocol.records import Record
from protocol.verdicts import Band, Mode

Coordinate = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*$")]


class DataParties(Record):
    """Who gives and who receives."""

    provider: Party
    recipient: Party


class PurposeClause(Record):
    """What for, and how it may be asked."""

    code: str
    """A code of `schema/vocabularies/purposes.yaml`."""
    ways: tuple[Way, ...] = Field(min_length=1)
    allowed_stages: tuple[str, ...] = ()
    """Stages of a case in which it may be asked; required for `case`."""
    excluded: tuple[str, ...] = ()
    """Uses that the parties rule out; on record."""

    @model_validator(mode="after")
    def _stages_go_with_cases(self) -> Self:
        if (Way.CASE in self.ways) != bool(self.allowed_stages):
            raise ValueError("allowed_stages goes with the way 'case', and it alone")
        return self


class Subjects(Record):
    """Whose data, and of how many people in one request."""

    who: str
    max_per_request: int = Field(ge=1)


class Element(Record):
    """One field or edge, and how it is given."""

    path: Coordinate
    mode: Mode
    note: str | None = None


class LinkageClause(Record):
    """How sure a link must be before it is shown."""

    min_band: Band


class Output(Record):
    """What may leave as a figure."""

    aggregate_min_cell: int = Field(ge=2)


class Access(Record):
    """Who at the recipient may ask."""

    roles: tuple[str, ...] = Field(min_length=1)
    """Codes of `schema/vocabularies/roles.yaml`."""


class Retention(Record):
    """How long the recipient keeps what it got; on record."""

    result: str
    log: str


class Incident(Record):
    """Who is told of a breach, and how soon (UU 27/2022 art. 46); on record."""

    notify_within: str
    to: tuple[str, ...] = Field(min_length=1)


class DataAgreement(Record):
    """An agreement on data (perjanjian kerja sama, PKS)."""

    kind: Literal["DATA"]
    id: AgreementId
    version: int = Field(ge=1)
    state: State
    umbrella_mou: str
    """The ministers' MoU that comes first (Permendagri 17/2023 art. 7)."""
    parties: DataParties
    legal_basis: LegalBasis
    purpose: PurposeClause
    subjects: Subjects
    elements: tuple[Element, ...] = Field(min_length=1)
    linkage: LinkageClause = LinkageClause(min_band=Band.CERTAIN)
    output: Output | None = None
    access: Access
    retention: Retention
    incident: Incident
    dpia: Dpia
    validity: Validity

    @model_validator(mode="after")
    def _paths_stand_once(self) -> Self:
        paths = [element.path for element in self.elements]
        for path in paths:
            if paths.count(path) > 1:
                raise ValueError(f"elements name {path} twice")
        return self

    @model_validator(mode="after")
    def _counts_go_with_their_way(self) -> Self:
        counts = any(element.mode is Mode.COUNT for element in self.elements)
        if counts != (Way.COUNT in self.purpose.ways):
            raise ValueError("elements of mode COUNT and the way 'count' go together")
        if counts and self.output is None:
            raise ValueError("elements of mode COUNT need output.aggregate_min_cell")
        return self

    @property
    def min_cell(self) -> int | None:
        """The smallest count that may be shown; None where it gives no counts."""
        return self.output.aggregate_min_cell if self.output is not None else None

    def names(self, coordinate: str) -> bool:
        """Whether it speaks of a coordinate, be it to deny it."""
        return any(element.path == coordinate for element in self.elements)

    def mode(self, coordinate: str) -> Mode:
        """How it gives a coordinate; where it is silent, it denies."""
        for element in self.elements:
            if element.path == coordinate:
                return element.mode
        return Mode.DENY


class LinkageAgreement(Record):
    """An agreement that two parties' records may be linked by the unit."""

    kind: Literal["LINKAGE"]
    id: AgreementId
    version: int = Field(ge=1)
    state: State
    parties: tuple[Party, Party]
    legal_basis: LegalBasis
    profile: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    """Id of the linkage profile in `schema/linkage`."""
    min_band: Band
    dpia: Dpia
    validity: Validity


Agreement = DataAgreement | LinkageAgreement
