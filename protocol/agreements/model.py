"""The two kinds of agreement, as their YAML holds them.

`DATA`: a provider gives elements to a recipient for one purpose (a PKS).
`LINKAGE`: two parties let the unit link their records under a profile.

Every clause is kept by somebody: `protocol.agreements.upkeep` says which ones the
software enforces, and which are declared and bind the parties alone.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from protocol.agreements.clauses import (
    Access,
    DataParties,
    Element,
    Feedback,
    LinkageClause,
    OnDenial,
    Output,
    PurposeClause,
    Retention,
    Subjects,
)
from protocol.agreements.terms import (
    AgreementId,
    Dpia,
    LegalBasis,
    Party,
    State,
    Validity,
)
from protocol.agreements.undertakings import Incident, Undertakings
from protocol.asks import Way
from protocol.verdicts import Band, Mode


class DataAgreement(Undertakings):
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
    on_denial: OnDenial = OnDenial.OMIT
    linkage: LinkageClause = LinkageClause()
    output: Output | None = None
    access: Access
    retention: Retention
    feedback_data: Feedback | None = None
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

    def sides(self) -> tuple[Party, Party]:
        """Provider and recipient: both sign."""
        return (self.parties.provider, self.parties.recipient)


class LinkageAgreement(Undertakings):
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
    incident: Incident | None = None
    dpia: Dpia
    validity: Validity

    def sides(self) -> tuple[Party, Party]:
        """The two parties: both sign."""
        return self.parties


Agreement = DataAgreement | LinkageAgreement
