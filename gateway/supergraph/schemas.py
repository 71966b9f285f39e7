"""The schemas of graphql-core that a supergraph stands for.

The full schema has everything but the join machinery. The public schema, which
callers see, has no inaccessible element either, and only directives that can
stand in operations, or that tell a client what a field is.
"""

from typing import Any

from graphql import (
    REMOVE,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    GraphQLDeferDirective,
    GraphQLError,
    GraphQLSchema,
    InputValueDefinitionNode,
    NamedTypeNode,
    Node,
    OperationTypeDefinitionNode,
    TypeDefinitionNode,
    Visitor,
    build_ast_schema,
    specified_directives,
    visit,
)

from gateway.supergraph.directives import applied, is_of_specification
from gateway.supergraph.errors import SupergraphError
from gateway.supergraph.model import type_ref

_EXECUTABLE = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)
_CONTRACT = frozenset({"personal", "impersonal", "opens"})
"""Of our contracts: a client needs them to know what it may read, and to open it."""
_KEPT = frozenset(one.name for one in specified_directives) | _CONTRACT


def full_schema(document: DocumentNode) -> GraphQLSchema:
    """Build the schema without the join machinery.

    Raises:
        SupergraphError: What is left is not a valid schema.
    """
    return build_schema(visit(document, _WithoutMachinery()))


def public_document(document: DocumentNode, inaccessible: str) -> DocumentNode:
    """The definitions that callers see.

    Args:
        document: The supergraph.
        inaccessible: The name that @inaccessible has in it.
    """
    hidden = frozenset(
        definition.name.value
        for definition in document.definitions
        if isinstance(definition, TypeDefinitionNode) and _has(definition, inaccessible)
    )
    seen = visit(document, _Public(hidden, inaccessible))
    public: DocumentNode = visit(seen, _WithoutMachinery())
    return public


def build_schema(document: DocumentNode) -> GraphQLSchema:
    """The schema of definitions.

    Raises:
        SupergraphError: They are not a valid schema.
    """
    try:
        return build_ast_schema(document, assume_valid_sdl=True)
    except (GraphQLError, TypeError) as error:
        raise SupergraphError(f"The supergraph's schema is invalid: {error}") from error


def with_defer(schema: GraphQLSchema) -> GraphQLSchema:
    """Return a schema in whose operations @defer can stand."""
    if schema.get_directive(GraphQLDeferDirective.name) is not None:
        return schema
    parts = schema.to_kwargs()
    parts["directives"] = (*schema.directives, GraphQLDeferDirective)
    return GraphQLSchema(**parts)


def _has(node: Any, directive: str) -> bool:
    return next(applied(getattr(node, "directives", ()), directive), None) is not None


class _WithoutMachinery(Visitor):
    """Removes types, directives and applications of join, link and core."""

    def enter(self, node: Node, *_: Any) -> Any:
        if isinstance(
            node, TypeDefinitionNode | DirectiveDefinitionNode | DirectiveNode
        ) and is_of_specification(node.name.value):
            return REMOVE
        return None


class _Public(Visitor):
    """Removes inaccessible elements, and directives of the type system."""

    def __init__(self, hidden: frozenset[str], inaccessible: str) -> None:
        super().__init__()
        self._hidden = hidden
        self._inaccessible = inaccessible

    def enter(self, node: Node, *_: Any) -> Any:
        # a root, a member of a union, or an interface
        named = node.type if isinstance(node, OperationTypeDefinitionNode) else node
        if isinstance(named, NamedTypeNode):
            return REMOVE if named.name.value in self._hidden else None
        if isinstance(node, FieldDefinitionNode | InputValueDefinitionNode) and (
            type_ref(node.type).name in self._hidden
        ):
            return REMOVE
        if isinstance(node, DirectiveNode):
            return None if node.name.value in _KEPT else REMOVE
        if isinstance(node, DirectiveDefinitionNode):
            locations = {one.value for one in node.locations}
            seen = node.name.value in _CONTRACT or locations & _EXECUTABLE
            return None if seen else REMOVE
        return REMOVE if _has(node, self._inaccessible) else None
