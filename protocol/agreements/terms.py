"""Parts that both kinds of agreement have, and the words that their clauses use."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from protocol.records import Record

AgreementId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]*$")]

Span = Annotated[
    str, Field(pattern=r"^(P([0-9]+[YMWD])+(T([0-9]+[HM])+)?|PT([0-9]+[HM])+)$")
]
"""A duration of ISO 8601, as `P1Y` or `PT72H`."""

Days = Annotated[str, Field(pattern=r"^P[1-9][0-9]{0,4}D$")]
"""A number of days, as `P30D`."""

Keeping = Annotated[
    str,
    Field(
        pattern=r"^(end_of_epoch|(until_case_closed\+)?P([0-9]+[YMWD])+)$",
    ),
]
"""How long something is kept: `P5Y`, `until_case_closed+P1Y` or `end_of_epoch`."""


class State(StrEnum):
    """Where an agreement is in its life; only ACTIVE is in force."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


class Responsibility(StrEnum):
    """What a party is under UU 27/2022 art. 1."""

    CONTROLLER = "controller"
    JOINT_CONTROLLER = "joint_controller"
    PROCESSOR = "processor"


class Party(Record):
    """One side of an agreement."""

    org: str
    """Organisation code, or that of a predecessor that signed."""
    role: Responsibility = Responsibility.CONTROLLER
    signatory: str
    predecessor: str | None = None
    """The body that `org` succeeds; must be as the vocabulary says."""
    dpo: str | None = None
    """Address of the data protection officer (UU 27/2022 art. 53)."""


class Citation(Record):
    """An article of the registry in `schema/legal`."""

    law: str
    art: str
    note: str | None = None

    def __str__(self) -> str:
        return self.law if self.art == "*" else f"{self.law} art. {self.art}"


class LegalBasis(Record):
    """Why the processing, the task and the transfer are lawful."""

    processing: tuple[Citation, ...] = Field(min_length=1)
    """UU 27/2022 art. 20(2)."""
    task: tuple[Citation, ...] = Field(min_length=1)
    """What obliges or empowers the recipient."""
    transfer: tuple[Citation, ...] = Field(min_length=1)
    """UU 27/2022 art. 55."""

    def parts(self) -> dict[str, tuple[Citation, ...]]:
        """The citations of each part, in the order of the record."""
        return {
            "processing": self.processing,
            "task": self.task,
            "transfer": self.transfer,
        }

    def named(self) -> tuple[tuple[str, Citation], ...]:
        """All citations, each with the part that it stands in."""
        return tuple(
            (part, citation)
            for part, citations in self.parts().items()
            for citation in citations
        )


class Dpia(Record):
    """The data protection impact assessment (UU 27/2022 art. 34)."""

    id: AgreementId
    required_because: tuple[Annotated[str, Field(pattern=r"^34\(2\)[a-g]$")], ...] = ()
    """Letters of UU 27/2022 art. 34(2)."""
    approved: date
    review_by: date

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.review_by < self.approved:
            raise ValueError("review_by lies before approved")
        return self


class Validity(Record):
    """First and last day in force, both included, as days in Asia/Jakarta."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    renewal: Literal["explicit"] = "explicit"
    """Nothing renews itself: a new version is signed."""

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("'to' lies before 'from'")
        return self
