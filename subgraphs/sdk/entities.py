"""`_entities`: records by their keys, one statement per type and request.

Order is kept. A representation that names no type of this node, a ticket of
another request, a record out of scope: each is null with a coded error at its
own place, and the others arrive.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLResolveInfo

from protocol.asks import Way
from protocol.errors import TautanError
from subgraphs.sdk.attested import require_attested
from subgraphs.sdk.limits import reach_entities
from subgraphs.sdk.loading import rows_by
from subgraphs.sdk.request import Request

BATCH_LIMIT = 2000
"""Representations that one fetch holds at most."""

Representation = Mapping[str, Any]


async def resolve_entities(
    _root: object, info: GraphQLResolveInfo[Any], representations: list[Representation]
) -> list[Any]:
    """The resolver of `Query._entities`.

    Raises:
        TautanError: The whole batch is too large, or asked for as a count.
    """
    request: Request = info.context
    if len(representations) > BATCH_LIMIT:
        raise request.refuse("OPERATION_TOO_LARGE", f"{BATCH_LIMIT} entities")
    if request.ask.way is Way.COUNT:
        raise request.refuse("WAY_NOT_ALLOWED", "counts show no records")
    results: list[Any] = [None] * len(representations)
    batches: dict[str, dict[int, str]] = {}
    for index, representation in enumerate(representations):
        try:
            typename, key = _open(request, representation)
            batches.setdefault(typename, {})[index] = key
        except TautanError as error:
            results[index] = error
    for typename, keys in batches.items():
        found = await _read(request, typename, list(keys.values()))
        results = _placed(results, dict(zip(keys, found, strict=True)))
    return results


def _open(request: Request, representation: Representation) -> tuple[str, str]:
    """A representation's type and key: a business key, or an opened ticket."""
    typename = representation.get("__typename")
    mapped = request.node.mapped.get(str(typename))
    key = mapped.key if mapped else None
    if mapped is None or key is None:
        raise request.refuse("UNKNOWN_FIELD", "no entity of this node")
    value = representation.get(key)
    if not isinstance(value, str):
        raise request.refuse("VALIDATION_FAILED", f"{mapped.name}.{key}")
    if mapped.keyed_by_ticket:
        value = request.handle(mapped.name, value)
    require_attested(request, mapped.name, value)
    return mapped.name, value


async def _read(request: Request, typename: str, keys: list[str]) -> Sequence[Any]:
    try:
        reach_entities(request, typename, keys)
    except TautanError as error:
        return [error] * len(keys)
    return await read_records(request, typename, keys)


async def read_records(
    request: Request, typename: str, keys: Sequence[str]
) -> Sequence[Any]:
    """Records by their opened keys, in the order of the keys.

    Returns:
        Per key its record, None where there is none, or an OUT_OF_SCOPE error.
    """
    reader = request.node.readers.get(typename)
    if reader is not None:
        return await reader(request, typename, keys)
    column = request.node.mapped[typename].key_column
    return await rows_by(request, typename, column, keys)


def _placed(results: list[Any], found: Mapping[int, Any]) -> list[Any]:
    return [found.get(index, before) for index, before in enumerate(results)]
