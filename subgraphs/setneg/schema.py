"""Setneg's types: the contract `schema/subgraphs/setneg.graphql` over its columns."""

from datetime import date
from enum import Enum

import strawberry
from sqlalchemy import select
from strawberry import ID, Info

from subgraphs.sdk.durations import Stay, stage_durations
from subgraphs.sdk.fields import entity, entry, general, identifying, part, ref
from subgraphs.sdk.request import Request
from subgraphs.sdk.scalars import Sealed
from subgraphs.sdk.sources import Part
from subgraphs.sdk.vocabulary import StageDuration
from subgraphs.setneg.tables import decrees, stage_history


@strawberry.enum
class DecreeStage(Enum):
    """Stages of a decree."""

    RECEIVED = "RECEIVED"
    DRAFTED = "DRAFTED"
    SIGNED = "SIGNED"
    GAZETTED = "GAZETTED"
    RETURNED = "RETURNED"


@strawberry.enum
class DecreeOutcome(Enum):
    """What was decreed."""

    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


@part
class PresidentialDecree:
    """The preparation of a presidential decree."""

    ref: ID | None = ref()
    decree_number: str | None = general()
    stage: DecreeStage | None = general()
    received_on: date | None = general()
    signed_on: date | None = general()
    outcome: DecreeOutcome | None = general()
    holder_name: Sealed | None = identifying()
    gazetted_on: date | None = general()


@entity(decrees, key="caseNumber")
class CitizenshipCase:
    """A citizenship case, known here by its number."""

    case_number: ID | None = general()
    decree: PresidentialDecree | None = general(Part())


@strawberry.type
class Query:
    """Setneg's root fields."""

    @entry
    async def decree_stage_durations(self, info: Info) -> list[StageDuration] | None:
        """Days spent per stage, computed inside Setneg.

        The law limits the whole (three months, UU 12/2006 art. 13), not a stage.
        """
        request: Request = info.context
        history = stage_history.c
        query = select(history.stage, history.entered_on, history.left_on)
        found = await request.database.rows(query.where(history.left_on.is_not(None)))
        stages = [stage.value for stage in DecreeStage]
        return stage_durations(info, stages, {}, (Stay(**row) for row in found))


TYPES = (CitizenshipCase,)
