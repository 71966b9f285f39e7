"""Days per stage of citizenship cases, and the limits that the law sets."""

from types import MappingProxyType

from sqlalchemy import select
from strawberry import Info

from subgraphs.ahu.tables import cases, stage_history
from subgraphs.sdk.durations import Stay, stage_durations
from subgraphs.sdk.request import Request
from subgraphs.sdk.vocabulary import StageDuration

LEGAL_LIMITS = MappingProxyType(
    {
        "KANWIL_SUBSTANTIVE": 21,
        "AHU_SUBSTANTIVE": 45,
        "BIN_CONSIDERATION": 14,
        "SETNEG_DECREE": 90,
        "NOTICE": 14,
        "OATH": 90,
    }
)
"""Days, after UU 12/2006 art. 8-18 and PP 2/2007: 14 days for the regional check
and 7 to forward it; three months counted as 90 days."""

STAGES = (*LEGAL_LIMITS, "CLOSED", "REJECTED")


async def case_stage_durations(info: Info, basis: str | None) -> list[StageDuration]:
    """Days per stage of the cases in scope, of one basis or of all.

    Raises:
        TautanError: WAY_NOT_ALLOWED: not asked as a count.
    """
    request: Request = info.context
    scope = request.scope("CitizenshipCase")
    query = (
        select(
            stage_history.c.stage, stage_history.c.entered_on, stage_history.c.left_on
        )
        .join(cases, cases.c.case_number == stage_history.c.case_number)
        .where(stage_history.c.left_on.is_not(None))
    )
    if basis is not None:
        query = query.where(cases.c.basis == basis)
    if scope is not None:
        query = query.where(scope)
    stays = (Stay(**row) for row in await request.database.rows(query))
    return stage_durations(info, STAGES, LEGAL_LIMITS, stays)
