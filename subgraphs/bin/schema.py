"""BIN's types: the contract `schema/subgraphs/bin.graphql` over its columns."""

from datetime import date
from types import MappingProxyType

import strawberry
from sqlalchemy import select
from strawberry import ID, Info

from subgraphs.bin.tables import considerations
from subgraphs.sdk.durations import Stay, stage_durations
from subgraphs.sdk.fields import entity, entry, general, part, ref, secret
from subgraphs.sdk.request import Request
from subgraphs.sdk.scalars import Sealed
from subgraphs.sdk.sources import Part
from subgraphs.sdk.vocabulary import StageDuration

STAGE = "BIN_CONSIDERATION"
LEGAL_LIMITS = MappingProxyType({STAGE: 14})
"""Days."""


@part
class Consideration:
    """BIN's consideration of a case."""

    ref: ID | None = ref()
    requested_on: date | None = general()
    answered: bool | None = general()
    answered_on: date | None = general()
    outcome: Sealed | None = secret("String")


@entity(considerations, key="caseNumber")
class CitizenshipCase:
    """A citizenship case, known here by its number. One case a request."""

    case_number: ID | None = general()
    consideration: Consideration | None = general(Part())


@strawberry.type
class Query:
    """BIN's root fields."""

    @entry
    async def consideration_stage_durations(
        self, info: Info
    ) -> list[StageDuration] | None:
        """Days until a consideration is answered, computed inside BIN."""
        request: Request = info.context
        asked, answered = considerations.c.requested_on, considerations.c.answered_on
        query = select(asked, answered).where(answered.is_not(None))
        found = await request.database.rows(query)
        stays = (Stay(STAGE, row[asked], row[answered]) for row in found)
        return stage_durations(info, [STAGE], LEGAL_LIMITS, stays)


TYPES = (CitizenshipCase,)
