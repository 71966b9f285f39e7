"""The first step of normalising: from the syntax tree to our own AST.

Named fragments are put in their places, literal @skip and @include decided, and
those over variables pushed down to the fields that they guard. Fields of the
introspection schema are left out: they are answered from the public schema.

This file does not simplify; see `gateway.operation.simplify`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

from gateway.operation.ast import Condition, Conditions, Field, Fragment, Selection
from gateway.operation.errors import Problem, ValidationFailedError
from gateway.supergraph.fieldset import Argument
from gateway.supergraph.model import TYPENAME, Supergraph

INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True)
class Inliner:
    """Turns selection sets of one document into our AST."""

    supergraph: Supergraph
    fragments: Mapping[str, FragmentDefinitionNode]

    def selections(
        self, node: SelectionSetNode, parent: str, guards: Conditions = ()
    ) -> Iterator[Selection]:
        """Yield the selections of a set on the type `parent`.

        Args:
            node: The selection set.
            parent: The type that it stands on.
            guards: Conditions of the fragments around it, down to the last field.
        """
        for item in node.selections:
            conditions = read_conditions(item.directives)
            if conditions is None:
                continue
            joined = join_conditions(guards, conditions)
            if joined is None:
                continue
            if isinstance(item, FieldNode):
                if item.name.value not in INTROSPECTION:
                    yield self._field(item, parent, joined)
            else:
                yield from self._fragment(item, parent, joined)

    def _fragment(
        self, node: SelectionNode, parent: str, guards: Conditions
    ) -> Iterator[Selection]:
        if isinstance(node, FragmentSpreadNode):
            return self._narrowed(self.fragments[node.name.value], parent, guards)
        return self._narrowed(cast("InlineFragmentNode", node), parent, guards)

    def _narrowed(
        self,
        node: FragmentDefinitionNode | InlineFragmentNode,
        parent: str,
        guards: Conditions,
    ) -> Iterator[Selection]:
        target = node.type_condition.name.value if node.type_condition else parent
        if target not in self.supergraph.possible:
            raise ValidationFailedError(
                Problem(f"A fragment can't stand on {target}: it has no fields.")
            )
        selections = tuple(self.selections(node.selection_set, target, guards))
        if selections:
            yield Fragment(target, selections)

    def _field(self, node: FieldNode, parent: str, conditions: Conditions) -> Field:
        name = node.name.value
        key = node.alias.value if node.alias else name
        if name == TYPENAME:
            return Field(key, name, parent, "String", conditions=conditions)
        type_def = self.supergraph.types.get(parent)
        field = type_def.fields.get(name) if type_def else None
        if field is None:
            raise ValidationFailedError(
                Problem(f"The type {parent} has no field {name}.")
            )
        below = node.selection_set
        return Field(
            response_key=key,
            name=name,
            parent_type=parent,
            type_name=field.type.name,
            arguments=read_arguments(node),
            selections=tuple(self.selections(below, field.type.name)) if below else (),
            conditions=conditions,
        )


def read_arguments(node: FieldNode) -> tuple[Argument, ...]:
    """Return the arguments of a field, sorted by name."""
    found = (
        Argument(one.name.value, print_ast(one.value), _variables(one.value))
        for one in node.arguments or ()
    )
    return tuple(sorted(found, key=lambda one: one.name))


def read_conditions(directives: tuple[DirectiveNode, ...] | None) -> Conditions | None:
    """Return what @skip and @include ask for; None when a literal excludes."""
    conditions: set[Condition] = set()
    for directive in directives or ():
        if directive.name.value not in {"skip", "include"}:
            continue
        expected = directive.name.value == "include"
        value = directive.arguments[0].value if directive.arguments else None
        match value:
            case VariableNode():
                conditions.add(Condition(value.name.value, expected))
            case BooleanValueNode():
                if value.value is not expected:
                    return None
            case _:
                raise ValidationFailedError(
                    Problem(f"@{directive.name.value} takes a boolean argument `if`.")
                )
    return join_conditions((), tuple(conditions))


def join_conditions(first: Conditions, second: Conditions) -> Conditions | None:
    """Return both together; None when they contradict each other."""
    joined = set(first) | set(second)
    for one in joined:
        if Condition(one.variable, not one.expected) in joined:
            return None
    return tuple(sorted(joined))


class _Variables(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.names.add(node.name.value)


def _variables(value: ValueNode) -> frozenset[str]:
    visitor = _Variables()
    visit(value, visitor)
    return frozenset(visitor.names)
