"""AHU's types: the contract `schema/subgraphs/ahu.graphql` over its columns."""

from datetime import date
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, Info

from subgraphs.ahu.durations import case_stage_durations
from subgraphs.ahu.tables import applicants, cases
from subgraphs.sdk.connections import Slice, one, page
from subgraphs.sdk.fields import (
    entity,
    entry,
    general,
    identifying,
    impersonal,
    part,
    ref,
    specific,
    ticket,
)
from subgraphs.sdk.filters import Filter, before, equals, one_of
from subgraphs.sdk.scalars import Country, Sealed
from subgraphs.sdk.sources import Many, One, Part
from subgraphs.sdk.vocabulary import (
    CitizenshipAssertion,
    CitizenshipBasis,
    CitizenshipStatus,
    PageInfo,
    Region,
    Sex,
    StageDuration,
)


@strawberry.enum
class CaseStage(Enum):
    """Stages of a case, UU 12/2006 art. 8-18."""

    KANWIL_SUBSTANTIVE = "KANWIL_SUBSTANTIVE"
    AHU_SUBSTANTIVE = "AHU_SUBSTANTIVE"
    BIN_CONSIDERATION = "BIN_CONSIDERATION"
    SETNEG_DECREE = "SETNEG_DECREE"
    NOTICE = "NOTICE"
    OATH = "OATH"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"


@part
class CaseCitizenship(CitizenshipAssertion):
    """The decision of a citizenship case."""


@entity(cases, key="caseNumber")
class CitizenshipCase:
    """A citizenship case: choice, loss, regaining, naturalisation, SKSK."""

    case_number: ID | None = general()
    ref: ID | None = ref()
    basis: CitizenshipBasis | None = general()
    kanwil: Region | None = general(Part("kanwil_"))
    filed_on: date | None = general()
    stage: CaseStage | None = general()
    stage_since: date | None = general()
    applicant: "Applicant | None" = general(One("applicant_handle"))
    skim_number: Sealed | None = identifying()
    decree_number: str | None = general()
    presidential_decree_number: str | None = general()
    oath_date: date | None = general()
    result: CaseCitizenship | None = general(
        Part("citizenship_", present="citizenship_status")
    )


@entity(applicants)
class Applicant:
    """The person of one or more cases."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    name: Sealed | None = identifying()
    sex: Sex | None = general()
    birth_date: Sealed | None = identifying("PartialDate")
    birth_place: Sealed | None = identifying()
    nik: Sealed | None = identifying()
    passport_number: Sealed | None = identifying()
    origin_country: Country | None = general()
    is_child: Sealed | None = specific("Boolean")
    income: Sealed | None = specific("Int")
    health_letter: Sealed | None = specific("Boolean")
    police_record_clear: Sealed | None = specific("Boolean")
    cases: list[CitizenshipCase] | None = general(
        Many(owner=cases.c.applicant_handle, order=cases.c.case_number)
    )


@impersonal
class CitizenshipCaseConnection:
    """A page of cases."""

    nodes: list[CitizenshipCase]
    page_info: PageInfo


@strawberry.input
class CitizenshipCaseFilter:
    """Which cases."""

    bases: list[CitizenshipBasis] | None = UNSET
    stages: list[CaseStage] | None = UNSET
    oath_before: date | None = UNSET
    decided_status: CitizenshipStatus | None = UNSET


CASES = Filter(
    bases=one_of("CitizenshipCase.basis", cases.c.basis),
    stages=one_of("CitizenshipCase.stage", cases.c.stage),
    oath_before=before("CitizenshipCase.oathDate", cases.c.oath_date),
    decided_status=equals("CaseCitizenship.status", cases.c.citizenship_status),
)

Where = Annotated[CitizenshipCaseFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query:
    """AHU's root fields."""

    @entry
    async def citizenship_case(
        self, info: Info, case_number: ID
    ) -> CitizenshipCase | None:
        """One case by its number."""
        return await one(info, CitizenshipCase, case_number)

    @entry
    async def citizenship_cases(
        self,
        info: Info,
        where: Where = UNSET,
        first: int = 50,
        after: str | None = UNSET,
    ) -> CitizenshipCaseConnection | None:
        """Cases, a page at a time."""
        wanted = CASES.rows(info.context, where)
        return await page(
            info,
            CitizenshipCase,
            CitizenshipCaseConnection,
            wanted,
            Slice(first, after),
        )

    @entry
    async def citizenship_stage_durations(
        self, info: Info, basis: CitizenshipBasis | None = UNSET
    ) -> list[StageDuration] | None:
        """Days spent per stage, computed inside AHU."""
        return await case_stage_durations(info, basis.value if basis else None)
