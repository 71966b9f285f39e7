"""A subgraph must be a valid GraphQL schema beside the definitions of federation.

Finding: INVALID_GRAPHQL. A subgraph may extend a type that another one defines, and
leave all fields of the query root to others. An enum value or an argument that is
written twice counts once, as in the reference.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from graphql import parse

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.applied import LOCATIONS, Applications
from gateway.composition.subgraph.definitions import federation_definitions
from gateway.composition.subgraph.model import (
    Applied,
    DirectiveDefinition,
    TypeDefinition,
)
from gateway.composition.subgraph.names import Names
from gateway.composition.subgraph.read import Reader
from gateway.composition.subgraph.type_system import TypeSystem

_GRAPHQL: Final = """
directive @deprecated(reason: String = "No longer supported") on
  FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION | ENUM_VALUE
directive @specifiedBy(url: String!) on SCALAR
directive @include(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
directive @skip(if: Boolean!) on FIELD | FRAGMENT_SPREAD | INLINE_FRAGMENT
"""
Types: TypeAlias = Mapping[str, TypeDefinition]
Directives: TypeAlias = Mapping[str, DirectiveDefinition]


def is_valid_graphql(
    subgraph: str,
    names: Names,
    types: Types,
    directives: Directives,
    on_schema: tuple[Applied, ...],
) -> Iterator[Diagnostic]:
    """What the GraphQL specification has against a subgraph."""
    system = TypeSystem(types, frozenset({"Query"}), _is_deprecated)
    definitions = {**_graphql(), **federation_definitions(names), **directives}
    applications = Applications(definitions, types)
    for message, element in system.findings():
        yield _found(subgraph, message, element)
    for name, definition in directives.items():
        if name.startswith("__"):
            yield _found(subgraph, f"@{name} has a name of introspection", definition)
        for value in definition.args.values():
            for message, _ in system.input_findings(f"@{name}({value.name}:)", value):
                yield _found(subgraph, message, value)
    for location, element, applied in _places(types, directives, on_schema):
        for message in applications.findings(location, applied):
            yield _found(subgraph, message, element or applied[0])


def _places(
    types: Types, directives: Directives, on_schema: tuple[Applied, ...]
) -> Iterator[tuple[str, Any, tuple[Applied, ...]]]:
    """Where directives stand: location, element (none for the schema), directives."""
    yield "SCHEMA", None, on_schema
    for owner in types.values():
        yield LOCATIONS[owner.kind], owner, owner.applied
        for value in owner.values.values():
            yield "ENUM_VALUE", value, value.applied
        for one in owner.inputs.values():
            yield "INPUT_FIELD_DEFINITION", one, one.applied
        for field in owner.fields.values():
            yield "FIELD_DEFINITION", field, field.applied
            for argument in field.args.values():
                yield "ARGUMENT_DEFINITION", argument, argument.applied
    for definition in directives.values():
        for argument in definition.args.values():
            yield "ARGUMENT_DEFINITION", argument, argument.applied


def _is_deprecated(element: Any) -> bool:
    return any(a.name == "deprecated" for a in element.applied)


@lru_cache(maxsize=1)
def _graphql() -> dict[str, DirectiveDefinition]:
    return Reader(Names(None, {}, {}), {}).directives(parse(_GRAPHQL, no_location=True))


def _found(subgraph: str, message: str, element: Any) -> Diagnostic:
    return Diagnostic(
        Code.INVALID_GRAPHQL,
        f'subgraph "{subgraph}" is not a valid GraphQL schema: {message}',
        "Correct the schema at the place named.",
        (at(subgraph, element.node),),
    )
