"""Answers `__schema` and `__type` from the public schema, without subgraphs."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    REMOVE,
    DirectiveNode,
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    VisitorAction,
    experimental_execute_incrementally,
    visit,
)

from gateway.supergraph.model import INTROSPECTION


def introspects(document: DocumentNode) -> bool:
    """Say whether a document asks about the schema at all."""
    found = _Finder()
    visit(document, found)
    return found.found


def introspect(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any],
) -> dict[str, Any]:
    """Answer the introspection fields of an operation.

    Args:
        schema: what callers may know of.
        document: validated against that schema.
        operation_name: which operation; None for the only one.
        variables: as sent; they have been checked.

    Returns:
        The answer's `data`, with introspection fields alone.
    """
    info = TypeInfo(schema)
    stripped = visit(document, TypeInfoVisitor(info, _Stripper(info, schema)))
    result = experimental_execute_incrementally(
        schema,
        stripped,
        operation_name=operation_name,
        variable_values=dict(variables),
    )
    assert isinstance(result, ExecutionResult)  # noqa: S101 - nothing is put off
    return result.data or {}


class _Finder(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        self.found = self.found or node.name.value in INTROSPECTION


class _Stripper(Visitor):
    """Drops every field of a root type that a plan answers."""

    def __init__(self, info: TypeInfo, schema: GraphQLSchema) -> None:
        super().__init__()
        self._info = info
        self._root = schema.query_type

    def enter_field(self, node: FieldNode, *_: Any) -> VisitorAction:
        at_root = self._info.get_parent_type() is self._root
        if at_root and node.name.value not in INTROSPECTION:
            return REMOVE
        return None

    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        """Drop @defer: what is asked about the schema comes at once."""
        return REMOVE if node.name.value == "defer" else None
