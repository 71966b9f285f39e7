"""Whom a list of Imigrasi holds, and how many children have yet to choose."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select
from strawberry import Info

from subgraphs.imigrasi.tables import permits, persons
from subgraphs.imigrasi.types import RegionCount, StayPermitKind
from subgraphs.sdk.counts import shown, smallest_cell
from subgraphs.sdk.filters import Condition
from subgraphs.sdk.request import Request
from subgraphs.sdk.vocabulary import Region


def holds_permit(
    request: Request, kinds: Sequence[StayPermitKind] | None, day: date | None
) -> tuple[Condition, ...]:
    """People with one permit that is of a kind and valid on a day.

    Args:
        request: Who asks.
        kinds: Any of them; None for every kind.
        day: When it is valid; None for any time.

    Raises:
        TautanError: The asker may not see what the filter tells.
    """
    if kinds is None and day is None:
        return ()
    request.require("ImmigrationPerson.permits")
    query = select(permits.c.handle).where(permits.c.person_handle == persons.c.handle)
    if kinds is not None:
        request.require("StayPermit.kind")
        query = query.where(permits.c.kind.in_([kind.value for kind in kinds]))
    if day is not None:
        request.require("StayPermit.validFrom")
        request.require("StayPermit.validTo")
        query = query.where(permits.c.valid_from <= day, permits.c.valid_to >= day)
    return (exists(query),)


async def children_without_choice(info: Info, before: date) -> list[RegionCount]:
    """Per region, registered children who must choose before a day and have not.

    Raises:
        TautanError: WAY_NOT_ALLOWED: not asked as a count.
    """
    request: Request = info.context
    cell = smallest_cell(info)
    scope = request.scope("ImmigrationPerson")
    region = (persons.c.region_code, persons.c.region_list_version)
    query = (
        select(*region, func.count().label("children"))
        .where(
            persons.c.limited_dual_registered_on.is_not(None),
            persons.c.limited_dual_choice.is_(None),
            persons.c.limited_dual_choice_deadline < before,
            *([] if scope is None else [scope]),
        )
        .group_by(*region)
        .order_by(*region)
    )
    return [
        RegionCount(
            region=Region(
                code=row["region_code"], list_version=row["region_list_version"]
            ),
            count=shown(row["children"], cell),
        )
        for row in await request.database.rows(query)
    ]
