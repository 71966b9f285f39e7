"""Counts, computed inside one agency; small ones are suppressed."""

from collections.abc import Sequence

from sqlalchemy import func, select
from strawberry import Info

from protocol.asks import Way
from subgraphs.sdk.fields import declared_name
from subgraphs.sdk.filters import Condition
from subgraphs.sdk.loading import table_of
from subgraphs.sdk.request import Request
from subgraphs.sdk.vocabulary import Count


def smallest_cell(info: Info) -> int:
    """The smallest number that the asker may see at this root field.

    An agency's own officers see its numbers as they are.

    Raises:
        TautanError: WAY_NOT_ALLOWED: not asked as a count.
    """
    request: Request = info.context
    if request.ask.way is not Way.COUNT:
        raise request.refuse("WAY_NOT_ALLOWED", "numbers are asked for as counts")
    return request.require(f"Query.{info.field_name}").min_cell or 0


def shown(number: int, cell: int) -> Count:
    """A number, or nothing below the smallest cell."""
    if number < cell:
        return Count(value=None, suppressed=True)
    return Count(value=number, suppressed=False)


async def count_of(info: Info, of: type, where: Sequence[Condition]) -> Count:
    """How many records in scope match.

    Args:
        info: Strawberry's, of the root field.
        of: The declared type of the records.
        where: What the filter says.

    Raises:
        TautanError: WAY_NOT_ALLOWED.
    """
    request: Request = info.context
    cell = smallest_cell(info)
    typename = declared_name(of)
    scope = request.scope(typename)
    conditions = [*where, *([] if scope is None else [scope])]
    query = select(func.count()).select_from(table_of(request, typename))
    return shown(await request.database.scalar(query.where(*conditions)), cell)
