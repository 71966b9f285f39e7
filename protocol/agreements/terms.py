"""Parts that both kinds of agreement have: parties, law, DPIA, validity."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from protocol.records import Record

AgreementId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]*$")]


class State(StrEnum):
    """Where an agreement is in its life; only ACTIVE is in force."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


class Party(Record):
    """One side of an agreement."""

    org: str
    """Organisation code, or that of a predecessor that signed."""
    signatory: str
    dpo: str | None = None
    """Address of the data protection officer (UU 27/2022 art. 53)."""


class Citation(Record):
    """An article of the registry in `schema/legal`."""

    law: str
    art: str


class LegalBasis(Record):
    """Why the processing, the task and the transfer are lawful."""

    processing: tuple[Citation, ...] = Field(min_length=1)
    """UU 27/2022 art. 20(2)."""
    task: tuple[Citation, ...] = Field(min_length=1)
    """What obliges or empowers the recipient."""
    transfer: tuple[Citation, ...] = Field(min_length=1)
    """UU 27/2022 art. 55."""

    def citations(self) -> tuple[Citation, ...]:
        """All of them, in the order of the record."""
        return (*self.processing, *self.task, *self.transfer)


class Dpia(Record):
    """The data protection impact assessment (UU 27/2022 art. 34)."""

    id: AgreementId
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

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError("'to' lies before 'from'")
        return self
