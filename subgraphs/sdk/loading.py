"""Fetches rows: one statement per type, or per list of a type, and request."""

from collections.abc import Awaitable, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, Table, select, true

from subgraphs.sdk.mapping import HANDLE, MappedField
from subgraphs.sdk.request import Request
from subgraphs.sdk.rows import Row
from subgraphs.sdk.sources import Gathered, Many

_IN_SCOPE = "tautan_in_scope"
_OWNER = "tautan_owner"


def table_of(request: Request, typename: str) -> Table:
    """The table of a type.

    Raises:
        TautanError: INTERNAL_ERROR: the type is only part of another's row.
    """
    table = request.node.mapped[typename].table
    if table is None:
        raise request.refuse("INTERNAL_ERROR")
    return table


def statement(
    request: Request, typename: str, extra: Iterable[str] = ()
) -> Select[Any]:
    """Selects the columns that the request needs, and whether the row is in scope."""
    table = table_of(request, typename)
    names = sorted({HANDLE, *request.columns(typename), *extra})
    scope = request.scope(typename)
    in_scope = (true() if scope is None else scope).label(_IN_SCOPE)
    return select(*(table.c[name] for name in names), in_scope)


async def rows_by(
    request: Request, typename: str, column: str, keys: Sequence[str]
) -> list[Row | Exception | None]:
    """Rows by key, in the order of the keys, with one statement.

    Returns:
        Per key its row, None where there is none, or an OUT_OF_SCOPE error.
    """
    table = table_of(request, typename)
    query = statement(request, typename, [column])
    wanted = query.where(table.c[column].in_(list(dict.fromkeys(keys))))
    found: dict[str, Row | Exception] = {
        values[column]: Row(typename, dict(values))
        if values[_IN_SCOPE]
        else request.refuse("OUT_OF_SCOPE")
        for values in await request.database.rows(wanted)
    }
    met = (row.handle for row in found.values() if isinstance(row, Row))
    request.meet(typename, met)
    return [found.get(key) for key in keys]


def one(
    request: Request, field: MappedField, handle: str | None
) -> Awaitable[Row | None] | None:
    """The record that a row points to, batched over the request.

    Returns:
        The record, OUT_OF_SCOPE raised where the asker may not see it.
    """

    async def fetch(keys: Sequence[str]) -> list[Row | Exception | None]:
        return await rows_by(request, field.returns, HANDLE, keys)

    if handle is None:
        return None
    return request.loader((field.returns, HANDLE), fetch).load(handle)


def many(
    request: Request, field: MappedField, source: Many, handle: str
) -> Awaitable[list[Row]]:
    """The records in scope that point to a row, batched over the request."""

    async def fetch(keys: Sequence[str]) -> list[list[Row]]:
        found: dict[str, list[Row]] = {key: [] for key in keys}
        query = (
            statement(request, field.returns)
            .add_columns(source.owner.label(_OWNER))
            .where(source.owner.in_(keys))
            .order_by(source.owner, source.order)
        )
        for values in await request.database.rows(query):
            if values[_IN_SCOPE]:
                found[values[_OWNER]].append(Row(field.returns, dict(values)))
        rows = [row for owned in found.values() for row in owned]
        request.reach(field.returns, len(rows))
        request.meet(field.returns, (row.handle for row in rows))
        return [found[key] for key in keys]

    return request.loader((field, "many"), fetch).load(handle)


def gathered(request: Request, source: Gathered, handle: str) -> Awaitable[list[Any]]:
    """The values of another table that belong to a row, batched over the request."""

    async def fetch(keys: Sequence[str]) -> list[list[Any]]:
        found: dict[str, list[Any]] = {key: [] for key in keys}
        query = (
            select(source.owner.label(_OWNER), source.value.label("value"))
            .where(source.owner.in_(keys))
            .order_by(source.owner, source.order)
        )
        for values in await request.database.rows(query):
            found[values[_OWNER]].append(values["value"])
        return [found[key] for key in keys]

    return request.loader((source, "gathered"), fetch).load(handle)
