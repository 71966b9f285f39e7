"""Installs a node's resolvers over the schema that strawberry built.

Every field is guarded by the node's own decision; a declared field reads its
source from the row; a field of type `Sealed` is sealed to the asker, null
included, so that having no value looks like having one. A maintainer's own
resolvers keep working and return plain values.

Strawberry's resolvers of `_entities` and `_service` are replaced.
"""

from collections.abc import Awaitable, Callable
from datetime import date
from enum import Enum
from inspect import isawaitable
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
)

from protocol.arguments import given_arguments
from subgraphs.sdk.contract import Contract
from subgraphs.sdk.entities import resolve_entities
from subgraphs.sdk.loading import gathered, many, one
from subgraphs.sdk.mapping import Mapped, MappedField
from subgraphs.sdk.request import Request
from subgraphs.sdk.rows import Row
from subgraphs.sdk.sources import (
    Gathered,
    Many,
    One,
    Part,
    PartialDate,
    Ref,
    Ticket,
    Value,
)

Resolver = Callable[..., Any]
SEALED = "Sealed"


def install(schema: GraphQLSchema, mapped: Mapped, contract: Contract) -> None:
    """Gives every field of a node's schema its resolver."""
    for name, declared in mapped.items():
        gql_type = schema.type_map[name]
        if not isinstance(gql_type, GraphQLObjectType):
            continue
        gql_type.is_type_of = None
        for field_name, field in gql_type.fields.items():
            mapped_field = declared.fields.get(field_name)
            if mapped_field is not None:
                _install(name, field, mapped_field, has_ref="ref" in declared.fields)
    entity = schema.type_map.get("_Entity")
    if isinstance(entity, GraphQLUnionType):
        entity.resolve_type = lambda value, *_: value.typename
    _install_federation(schema, contract)


def _install_federation(schema: GraphQLSchema, contract: Contract) -> None:
    query = schema.query_type
    service = schema.type_map["_Service"]
    if query is not None and "_entities" in query.fields:
        query.fields["_entities"].resolve = resolve_entities
    if isinstance(service, GraphQLObjectType):
        service.fields["sdl"].resolve = lambda *_: contract.sdl


def _install(
    typename: str, field: GraphQLField, mapped: MappedField, *, has_ref: bool
) -> None:
    coordinate = f"{typename}.{mapped.name}"
    plain = _plain_resolver(field.resolve, mapped)
    if mapped.returns == SEALED:
        plain = _sealing(plain, coordinate, has_ref=has_ref)
    field.resolve = _guarded(plain, coordinate)
    if field.subscribe is not None:
        field.subscribe = _guarded(field.subscribe, coordinate)


def _guarded(inner: Resolver, coordinate: str) -> Resolver:
    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        request: Request = info.context
        request.require(coordinate)
        return inner(source, info, **arguments)

    return resolve


def _sealing(inner: Resolver, coordinate: str, *, has_ref: bool) -> Resolver:
    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        request: Request = info.context
        variables = info.variable_values.coerced
        given = _json(given_arguments(info.field_nodes[0], variables))
        ref = request.ref(source.handle) if has_ref else ""

        def seal(value: Any) -> str:
            return request.sealer.seal(
                _json(value),
                coordinate=coordinate,
                arguments=given,
                ref=ref,
                index=request.event,
            )

        async def seal_later(value: Awaitable[Any]) -> str:
            return seal(await value)

        value = inner(source, info, **arguments)
        return seal_later(value) if isawaitable(value) else seal(value)

    return resolve


def _json(value: Any) -> Any:
    """As JSON: days and instants in ISO 8601, members of an enum by name."""
    match value:
        case date():
            return value.isoformat()
        case Enum():
            return value.name
        case list():
            return [_json(each) for each in value]
        case dict():
            return {name: _json(each) for name, each in value.items()}
        case _:
            return value


def _plain_resolver(declared: Resolver | None, field: MappedField) -> Resolver:
    reader = _reader(field)

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if reader is not None and isinstance(source, Row):
            return reader(source, info.context)
        if declared is None:
            return getattr(source, field.python_name)
        return declared(source, info, **arguments)

    return resolve


def _reader(field: MappedField) -> Callable[[Row, Request], Any] | None:
    """Reads a field from a row; None where the field has its own resolver."""
    name = field.python_name
    match field.source:
        case Value() | PartialDate() as plain:
            return lambda row, _: plain.read(row.values, row.prefix, name)
        case Ticket():
            return lambda row, request: request.ticket(row.typename, row.handle)
        case Ref():
            return lambda row, request: request.ref(row.handle)
        case Part(prefix=prefix, present=present):
            return lambda row, _: _part(row, field.returns, prefix, present)
        case _:
            return _loader(field)


def _loader(field: MappedField) -> Callable[[Row, Request], Any] | None:
    """Reads a field from other rows, batched; None as `_reader`."""
    match field.source:
        case One(column=column):
            return lambda row, request: one(
                request, field, row.values[row.prefix + column]
            )
        case Many() as owned:
            return lambda row, request: many(request, field, owned, row.handle)
        case Gathered() as listed:
            return lambda row, request: gathered(request, listed, row.handle)
        case _:
            return None


def _part(row: Row, typename: str, prefix: str, present: str | None) -> Row | None:
    if present is not None and row.values[row.prefix + present] is None:
        return None
    return row.part(typename, prefix)
