"""Root fields that lead to records: a page of them, or one by its key.

Pages are ordered by handle and continue behind the last one (keyset), so a page
costs the same however deep it lies, and no total is ever counted. The cursor
is the last handle, sealed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from sqlalchemy import Select
from strawberry import Info

from protocol.asks import Way
from protocol.cursors import open_cursor, seal_cursor
from subgraphs.sdk.attested import require_attested
from subgraphs.sdk.fields import declared_name
from subgraphs.sdk.filters import Condition
from subgraphs.sdk.limits import require_within, subject_grant
from subgraphs.sdk.loading import rows_by, statement, table_of
from subgraphs.sdk.mapping import HANDLE
from subgraphs.sdk.request import Request
from subgraphs.sdk.rows import Row
from subgraphs.sdk.vocabulary import PageInfo

PAGE_LIMIT = 1000
"""Records that a page holds at most, whatever an agreement allows."""

_Declared = TypeVar("_Declared")
_Connection = TypeVar("_Connection")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is asked for."""

    first: int
    after: str | None


async def page(
    info: Info,
    of: type,
    connection: Callable[..., _Connection],
    where: Sequence[Condition],
    part: Slice,
) -> _Connection:
    """A page of records, in scope and in order of their handles.

    Args:
        info: Strawberry's, of the root field.
        of: The declared type of the records.
        connection: The connection's class.
        where: What the filter says.
        part: Which page.

    Raises:
        TautanError: WAY_NOT_ALLOWED, TOO_MANY_SUBJECTS or CURSOR_INVALID.
    """
    request: Request = info.context
    typename = declared_name(of)
    if request.ask.way is not Way.WORKLIST:
        raise request.refuse("WAY_NOT_ALLOWED", "lists are for worklists")
    _require_size(request, typename, part.first)
    field = f"Query.{info.field_name}"
    query = _page_query(request, typename, where, _position(request, field, part.after))
    found = await request.database.rows(query.limit(part.first + 1))
    rows = [Row(typename, dict(values)) for values in found[: part.first]]
    request.reach(typename, len(rows))
    request.meet(typename, (row.handle for row in rows))
    end = _cursor(request, field, rows[-1]) if rows else None
    more = len(found) > part.first
    return connection(
        nodes=rows, page_info=PageInfo(has_next_page=more, end_cursor=end)
    )


def _require_size(request: Request, typename: str, first: int) -> None:
    if not 0 < first <= PAGE_LIMIT:
        raise request.refuse("TOO_MANY_SUBJECTS", f"1 to {PAGE_LIMIT} a page")
    require_within(request, subject_grant(request, typename), first)


def _page_query(
    request: Request, typename: str, where: Sequence[Condition], after: str | None
) -> Select[Any]:
    handle = table_of(request, typename).c[HANDLE]
    scope = request.scope(typename)
    conditions = [*where, *([] if scope is None else [scope])]
    if after is not None:
        conditions.append(handle > after)
    return statement(request, typename).where(*conditions).order_by(handle)


def _position(request: Request, field: str, after: str | None) -> str | None:
    if not after:
        return None
    position: str = open_cursor(
        request.node.keys.cursors,
        after,
        organisation=request.ask.asker.organisation,
        purpose=request.ask.purpose,
        field=field,
    )
    return position


def _cursor(request: Request, field: str, last: Row) -> str:
    return seal_cursor(
        request.node.keys.cursors,
        last.handle,
        organisation=request.ask.asker.organisation,
        purpose=request.ask.purpose,
        field=field,
    )


async def one(info: Info, of: type[_Declared], key: str) -> _Declared | None:
    """The record with a business key.

    Args:
        info: Strawberry's, of the root field.
        of: The declared type, keyed by a business key.
        key: The key's value.

    Raises:
        TautanError: WAY_NOT_ALLOWED or OUT_OF_SCOPE.
    """
    request: Request = info.context
    typename = declared_name(of)
    if request.ask.way is Way.COUNT:
        raise request.refuse("WAY_NOT_ALLOWED", "counts show no records")
    require_attested(request, typename, key)
    column = request.node.mapped[typename].key_column
    (row,) = await rows_by(request, typename, column, [key])
    if isinstance(row, Exception):
        raise row
    request.reach(typename, 1 if row else 0)
    # a declared type is read through rows, and never made itself
    return cast("_Declared | None", row)
