"""Residence, computed inside Imigrasi so that raw data need not leave it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Annotated

import strawberry
from sqlalchemy import func, select
from strawberry import Info

from protocol.dates import JAKARTA
from subgraphs.imigrasi.tables import crossings, skims
from subgraphs.sdk.request import Request
from subgraphs.sdk.rows import Row

CONTINUOUS_YEARS = 5
TOTAL_YEARS = 10
"""UU 12/2006 art. 9 letter b."""

Movement = tuple[datetime, str]
"""When, and ENTRY or EXIT."""


async def meets_residence_requirement(root: Row, info: Info) -> bool | None:
    """Five years of residence in a row, or ten in all, as certified by a SKIM.

    Returns:
        None where Imigrasi has issued no certificate.
    """
    request: Request = info.context
    loader = request.loader("residence", partial(_certified, request))
    met: bool | None = await loader.load(root.handle)
    return met


async def _certified(request: Request, handles: Sequence[str]) -> list[bool | None]:
    query = (
        select(
            skims.c.person_handle,
            func.max(skims.c.continuous_years).label("continuous"),
            func.max(skims.c.total_years).label("total"),
        )
        .where(skims.c.person_handle.in_(handles))
        .group_by(skims.c.person_handle)
    )
    met = {
        row["person_handle"]: row["continuous"] >= CONTINUOUS_YEARS
        or row["total"] >= TOTAL_YEARS
        for row in await request.database.rows(query)
    }
    return [met.get(handle) for handle in handles]


async def residence_days(
    root: Row,
    info: Info,
    since: Annotated[date, strawberry.argument(name="from")],
    until: Annotated[date, strawberry.argument(name="to")],
) -> int | None:
    """Days in the country from one day to another, both counted, by crossings.

    Returns:
        None where no crossing is recorded.
    """
    request: Request = info.context
    loader = request.loader(("crossings", "days"), partial(_movements, request))
    movements: list[Movement] = await loader.load(root.handle)
    return days_present(movements, since, until) if movements else None


async def _movements(request: Request, handles: Sequence[str]) -> list[list[Movement]]:
    found: dict[str, list[Movement]] = {handle: [] for handle in handles}
    query = (
        select(crossings.c.person_handle, crossings.c.crossed_at, crossings.c.direction)
        .where(crossings.c.person_handle.in_(handles))
        .order_by(crossings.c.person_handle, crossings.c.crossed_at)
    )
    for row in await request.database.rows(query):
        found[row["person_handle"]].append((row["crossed_at"], row["direction"]))
    return [found[handle] for handle in handles]


def days_present(movements: Iterable[Movement], since: date, until: date) -> int:
    """Calendar days in Jakarta on which a person was in the country at all.

    Args:
        movements: In order of time, at least one. Whoever left before any
            entry was in the country all the time until then.
        since: The first day that counts.
        until: The last day that counts.
    """
    present: set[date] = set()
    for entered, left in _stays(movements):
        first, last = max(entered or since, since), min(left or until, until)
        present.update(
            first + timedelta(days=day) for day in range((last - first).days + 1)
        )
    return len(present)


def _stays(
    movements: Iterable[Movement],
) -> Iterator[tuple[date | None, date | None]]:
    """First and last day of each stay; None where it is open."""
    entered: date | None = None
    inside = True
    for at, direction in movements:
        day = at.astimezone(JAKARTA).date()
        if direction == "ENTRY":
            entered, inside = day, True
        elif inside:
            yield entered, day
            inside = False
    if inside:
        yield entered, None
