"""The first step of normalising: from the syntax tree to our own AST.

Named fragments are put in their places, literal @skip and @include decided, and
those over variables pushed down to the fields that they guard. Fields of the
introspection schema are left out: they are answered from the public schema. What
stands under @defer is tagged with a part of its own.

This file does not simplify; see `gateway.operation.simplify`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    print_ast,
    visit,
)

from gateway.operation.ast import (
    Condition,
    Conditions,
    Field,
    Fragment,
    Part,
    Selection,
)
from gateway.operation.errors import Problem, ValidationFailedError
from gateway.supergraph.fieldset import Argument
from gateway.supergraph.model import INTROSPECTION, TYPENAME, Supergraph


@dataclass(frozen=True, slots=True)
class Inliner:
    """Turns selection sets of one document into our AST."""

    supergraph: Supergraph
    fragments: Mapping[str, FragmentDefinitionNode]
    parts: list[Part] = field(default_factory=list)
    """Filled on the way, outer before inner."""

    def selections(
        self,
        node: SelectionSetNode,
        parent: str,
        guards: Conditions = (),
        part: int = 0,
    ) -> Iterator[Selection]:
        """Yield the selections of a set on the type `parent`.

        Args:
            node: The selection set.
            parent: The type that it stands on.
            guards: Conditions of the fragments around it, down to the last field.
            part: The deferred part that it stands in.
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
                    yield self._field(item, parent, joined, part)
            else:
                yield from self._fragment(item, parent, joined, part)

    def _fragment(
        self, node: SelectionNode, parent: str, guards: Conditions, part: int
    ) -> Iterator[Selection]:
        inside = self._part(node.directives, part)
        if isinstance(node, FragmentSpreadNode):
            named = self.fragments[node.name.value]
            return self._narrowed(named, parent, guards, inside)
        inline = cast("InlineFragmentNode", node)
        return self._narrowed(inline, parent, guards, inside)

    def _part(self, directives: tuple[DirectiveNode, ...] | None, around: int) -> int:
        """Return the part of what a fragment holds: a new one if it is put off."""
        for one in directives or ():
            if one.name.value == "defer":
                made = read_part(one, len(self.parts) + 1, around)
                if made is not None:
                    self.parts.append(made)
                    return made.id
        return around

    def _narrowed(
        self,
        node: FragmentDefinitionNode | InlineFragmentNode,
        parent: str,
        guards: Conditions,
        part: int,
    ) -> Iterator[Selection]:
        target = node.type_condition.name.value if node.type_condition else parent
        if target not in self.supergraph.possible:
            raise ValidationFailedError(
                Problem(f"A fragment can't stand on {target}: it has no fields.")
            )
        selections = tuple(self.selections(node.selection_set, target, guards, part))
        if selections:
            yield Fragment(target, selections)

    def _field(
        self, node: FieldNode, parent: str, conditions: Conditions, part: int
    ) -> Field:
        name = node.name.value
        key = node.alias.value if node.alias else name
        if name == TYPENAME:
            return Field(key, name, parent, "String", conditions=conditions, part=part)
        type_def = self.supergraph.types.get(parent)
        known = type_def.fields.get(name) if type_def else None
        if known is None:
            raise ValidationFailedError(
                Problem(f"The type {parent} has no field {name}.")
            )
        below = (
            tuple(self.selections(node.selection_set, known.type.name, (), part))
            if node.selection_set
            else ()
        )
        return Field(
            response_key=key,
            name=name,
            parent_type=parent,
            type_name=known.type.name,
            arguments=read_arguments(node),
            selections=below,
            conditions=conditions,
            part=part,
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


def read_part(directive: DirectiveNode, number: int, around: int) -> Part | None:
    """Return the part that @defer makes; None when it says `if: false`."""
    label = variable = None
    for one in directive.arguments or ():
        match one.name.value, one.value:
            case "label", StringValueNode(value=text):
                label = text
            case "if", VariableNode():
                variable = one.value.name.value
            case "if", BooleanValueNode(value=False):
                return None
            case _:
                pass
    return Part(number, around, label, variable)


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
