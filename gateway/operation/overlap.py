"""Fields that share a response key must be able to share a value.

The rule "Field Selection Merging" of the GraphQL specification (October 2021,
5.3.2) compares every pair of fields with the same response key. Its time grows with
the square of the document, and with more where selections nest; graphql-core gives
up after a second, and then refuses what may have been a valid document. The same can be said of sets instead of pairs (Simon
Adameit, "GraphQL Overlapping Fields Can Be Merged Fast", written for Sangria),
because both relations are equivalences:

- *shape*: all fields of one response key give the same kind of value, and all that
  stands below them, taken together, does too;
- *identity*: the same holds for name and arguments among those fields that can meet
  in one object: those on an interface or union with those on any one object type.

So each field is compared with the first of its set. Work is counted, and a document
that would take more than `STEPS` is refused.

The document has passed every other rule: its fields and fragments exist, and no
fragment contains itself. This file says nothing of those.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
    print_ast,
)

from gateway.operation.errors import LimitExceededError, Problem

STEPS: Final = 100_000
"""Fields that are looked at: ten times the fields that a document may have."""


def overlaps(schema: GraphQLSchema, document: DocumentNode) -> Iterator[Problem]:
    """Yield the first conflict of each operation.

    Args:
        schema: what the document is about.
        document: valid but for this rule.

    Raises:
        LimitExceededError: Its selections overlap too much to be compared.
    """
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    check = _Check(schema, fragments)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            root = schema.get_root_type(one.operation)
            name = root.name if root else ""
            sets = [_Set(name, one.selection_set)]
            found = check.shapes(sets) or check.identities(sets)
            if found is not None:
                yield found


@dataclass(frozen=True, slots=True)
class _Set:
    """A selection set, and the type that it stands on."""

    parent: str
    node: SelectionSetNode


@dataclass(frozen=True, slots=True)
class _Selected:
    """A selected field."""

    parent: str
    on_object: bool
    node: FieldNode
    type: GraphQLOutputType

    @property
    def below(self) -> _Set | None:
        """The selection set of the field, if it has one."""
        found = self.node.selection_set
        return _Set(get_named_type(self.type).name, found) if found else None


@dataclass(slots=True)
class _Check:
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    steps: int = 0
    seen: set[tuple[str, frozenset[int]]] = field(default_factory=set)
    """Relation and selection sets that were looked at together."""

    def shapes(self, sets: Iterable[_Set]) -> Problem | None:
        """Find fields of one response key that differ in shape."""
        for key, fields in self._collected("shape", sets).items():
            first, *rest = fields
            for other in rest:
                if not _same_shape(first.type, other.type):
                    return _conflict(key, first, other, "give different types")
            found = self.shapes(_below(fields))
            if found is not None:
                return found
        return None

    def identities(self, sets: Iterable[_Set]) -> Problem | None:
        """Find fields of one response key that can meet and are not the same."""
        for key, fields in self._collected("identity", sets).items():
            for meeting in _meeting(fields):
                first, *rest = meeting
                for other in rest:
                    why = _difference(first.node, other.node)
                    if why is not None:
                        return _conflict(key, first, other, why)
                found = self.identities(_below(meeting))
                if found is not None:
                    return found
        return None

    def _collected(
        self, relation: str, sets: Iterable[_Set]
    ) -> dict[str, list[_Selected]]:
        """Group the fields of selection sets by response key.

        Sets that were looked at together before give nothing again.
        """
        sets = tuple(sets)
        together = (relation, frozenset(id(one.node) for one in sets))
        collected: dict[str, list[_Selected]] = {}
        if not sets or together in self.seen:
            return collected
        self.seen.add(together)
        spread: set[str] = set()
        for one in sets:
            self._collect(one, collected, spread)
        return collected

    def _collect(
        self, one: _Set, collected: dict[str, list[_Selected]], spread: set[str]
    ) -> None:
        for item in one.node.selections:
            self._step()
            match item:
                case FieldNode():
                    key = (item.alias or item.name).value
                    collected.setdefault(key, []).append(self._field(one, item))
                case FragmentSpreadNode():
                    name = item.name.value
                    if name not in spread:
                        spread.add(name)
                        self._collect(_inside(self.fragments[name]), collected, spread)
                case _:
                    inline = cast("InlineFragmentNode", item)
                    self._collect(_inside(inline, one.parent), collected, spread)

    def _step(self) -> None:
        self.steps += 1
        if self.steps > STEPS:
            raise LimitExceededError(
                Problem(
                    "The document selects the same fields too many times over. "
                    "Select each once, or split the document."
                )
            )

    def _field(self, one: _Set, node: FieldNode) -> _Selected:
        parent = self.schema.type_map[one.parent]
        definition = self.schema.get_field(parent, node.name.value)  # type: ignore[arg-type]
        assert definition is not None  # noqa: S101 - the document has valid fields
        on_object = isinstance(parent, GraphQLObjectType)
        return _Selected(one.parent, on_object, node, definition.type)


def _inside(
    fragment: FragmentDefinitionNode | InlineFragmentNode, parent: str = ""
) -> _Set:
    condition = fragment.type_condition
    return _Set(condition.name.value if condition else parent, fragment.selection_set)


def _below(fields: Iterable[_Selected]) -> list[_Set]:
    return [one.below for one in fields if one.below is not None]


def _meeting(fields: list[_Selected]) -> Iterator[list[_Selected]]:
    """Yield the fields that can be selected on one and the same object."""
    anywhere = [one for one in fields if not one.on_object]
    objects = dict.fromkeys(one.parent for one in fields if one.on_object)
    if not objects:
        yield anywhere
    for name in objects:
        yield [one for one in fields if not one.on_object or one.parent == name]


def _same_shape(one: GraphQLOutputType, other: GraphQLOutputType) -> bool:
    while isinstance(one, GraphQLNonNull | GraphQLList):
        if type(one) is not type(other):
            return False
        one, other = one.of_type, other.of_type
    if isinstance(other, GraphQLNonNull | GraphQLList):
        return False
    both = is_composite_type(one) and is_composite_type(other)
    return both or one is other


def _difference(one: FieldNode, other: FieldNode) -> str | None:
    if one.name.value != other.name.value:
        return f"are different fields, {one.name.value} and {other.name.value}"
    if _arguments(one) != _arguments(other):
        return "have different arguments"
    return None


def _arguments(node: FieldNode) -> dict[str, str]:
    return {one.name.value: print_ast(one.value) for one in node.arguments or ()}


def _conflict(key: str, one: _Selected, other: _Selected, why: str) -> Problem:
    places = tuple(
        (each.node.loc.start_token.line, each.node.loc.start_token.column)
        for each in (one, other)
        if each.node.loc is not None
    )
    return Problem(
        f'Fields "{key}" conflict because they {why}. Give one of them another alias.',
        places,
    )
