"""What a subgraph names, it defines, imports, or gets from GraphQL and federation.

Finding: INVALID_GRAPHQL.
"""

from collections.abc import Iterator
from typing import Any, Final

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    NamedTypeNode,
    Node,
    TypeDefinitionNode,
    TypeExtensionNode,
    Visitor,
    specified_scalar_types,
    visit,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.names import Names

GRAPHQL_DIRECTIVES: Final = ("deprecated", "specifiedBy", "include", "skip")
"""Directives of GraphQL that a subgraph need not define."""

_GIVEN_TYPES: Final = ("_Any", "_Entity", "_Service")
"""What federation itself adds to Query needs no definition."""


def types_are_known(subgraph: str, document: DocumentNode) -> Iterator[Diagnostic]:
    """Types that the document names without defining them.

    The types that the definitions of federation's directives use are not given: a
    subgraph that repeats such a definition has to define them.
    """
    known = {*_GIVEN_TYPES, *specified_scalar_types}
    known |= {
        d.name.value
        for d in document.definitions
        if isinstance(d, TypeDefinitionNode | TypeExtensionNode)
    }
    finder = _Names()
    visit(document, finder)
    for node in finder.types:
        if node.name.value not in known:
            yield _unknown(subgraph, f"the type {node.name.value}", node)


def directives_are_known(
    subgraph: str, document: DocumentNode, names: Names
) -> Iterator[Diagnostic]:
    """Directives that the document applies without defining or importing them."""
    known = {*names.directives, "link", *GRAPHQL_DIRECTIVES}
    known |= {
        d.name.value
        for d in document.definitions
        if isinstance(d, DirectiveDefinitionNode)
    }
    finder = _Names()
    visit(document, finder)
    for node in finder.directives:
        if node.name.value not in known:
            yield _unknown(subgraph, f"the directive @{node.name.value}", node)


def _unknown(subgraph: str, what: str, node: Node) -> Diagnostic:
    return Diagnostic(
        Code.INVALID_GRAPHQL,
        f'subgraph "{subgraph}" names {what}, which it does not define',
        "Define it, import it with @link, or correct the name.",
        (at(subgraph, node),),
    )


class _Names(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.types: list[NamedTypeNode] = []
        self.directives: list[DirectiveNode] = []

    def enter_named_type(self, node: NamedTypeNode, *_: Any) -> None:
        self.types.append(node)

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        self.directives.append(node)
