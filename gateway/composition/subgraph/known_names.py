"""What directives a subgraph applies, it defines, imports, or gets from GraphQL.

Finding: INVALID_GRAPHQL.
"""

from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.names import Names

GRAPHQL_DIRECTIVES: Final = ("deprecated", "specifiedBy", "include", "skip")
"""Directives of GraphQL that a subgraph need not define."""


def directives_are_known(
    subgraph: str, document: DocumentNode, names: Names
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """Directives applied without being defined or imported: on the schema, elsewhere."""
    known = {*names.directives, "link", *GRAPHQL_DIRECTIVES}
    known |= {
        d.name.value
        for d in document.definitions
        if isinstance(d, DirectiveDefinitionNode)
    }
    on_schema: list[Diagnostic] = []
    elsewhere: list[Diagnostic] = []
    for definition in document.definitions:
        schema = isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode)
        (on_schema if schema else elsewhere).extend(
            _unknown(subgraph, node)
            for node in _applied(definition)
            if node.name.value not in known
        )
    return on_schema, elsewhere


def _applied(node: Any) -> Iterator[DirectiveNode]:
    """The directives on a definition, its fields, values and arguments."""
    yield from getattr(node, "directives", None) or ()
    for part in ("fields", "values", "arguments"):
        for inner in getattr(node, part, None) or ():
            yield from _applied(inner)


def _unknown(subgraph: str, node: DirectiveNode) -> Diagnostic:
    return Diagnostic(
        Code.INVALID_GRAPHQL,
        f'subgraph "{subgraph}" names the directive @{node.name.value}, which it does'
        " not define",
        "Define it, import it with @link, or correct the name.",
        (at(subgraph, node),),
    )
