"""What a document may cost, and whether one stays within it.

Counted on the syntax tree, before anything else walks over it: with fragments in
their places, yet each fragment measured once, so that a document which multiplies
itself is refused in the time that its text deserves. Counting is linear in the
document. This file does not know the schema; see `gateway.operation.cost` for what
needs it.
"""

from dataclasses import dataclass
from typing import Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    visit,
)

from gateway.operation.errors import (
    IntrospectionDisabledError,
    LimitExceededError,
    Problem,
    ValidationFailedError,
)
from gateway.supergraph.model import INTROSPECTION


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost."""

    tokens: int = 15_000
    """Lexical tokens of the document."""
    depth: int = 30
    """Nesting of fields, through fragments."""
    nesting: int = 100
    """Nesting of selection sets, fragments counted as levels too."""
    fields: int = 10_000
    """Fields after fragments are put in their places; a fragment used twice
    counts twice."""
    aliases: int = 1_000
    """Fields that have an alias, counted as `fields` are."""
    root_fields: int = 1_000
    """Fields of the root type, counted as `fields` are."""
    directives: int = 500
    """Applied directives, as written."""
    definitions: int = 500
    """Operations and fragments of the document."""
    introspections: int = 10
    """`__schema` and `__type` in one document, as written."""
    introspection: bool = True
    """Whether questions about the schema are answered at all."""


def check_limits(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document that passes a limit.

    Raises:
        LimitExceededError: It does; the error names the limit.
        IntrospectionDisabledError: It asks about the schema, which is off.
        ValidationFailedError: It uses a fragment that is unknown, or that contains
            itself: such a document can't be measured.
    """
    _refuse("definitions", len(document.definitions), limits)
    written = _Written()
    visit(document, written)
    _refuse("directives", written.directives, limits)
    _refuse("introspections", written.introspections, limits)
    if written.introspections and not limits.introspection:
        raise IntrospectionDisabledError(
            Problem("This gateway does not answer questions about its schema.")
        )
    counter = _Counter(document)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            found = counter.count(one.selection_set)
            for limit in ("depth", "nesting", "fields", "aliases", "root_fields"):
                _refuse(limit, getattr(found, limit), limits)


_WORDS: Final = {
    "depth": "levels of fields",
    "nesting": "levels of selections",
    "fields": "fields",
    "aliases": "aliases",
    "root_fields": "fields at its root",
    "directives": "directives",
    "definitions": "operations and fragments",
    "introspections": "questions about the schema",
}


def _refuse(limit: str, found: int, limits: Limits) -> None:
    allowed = getattr(limits, limit)
    if found > allowed:
        raise LimitExceededError(
            Problem(
                f"The document has {found} {_WORDS[limit]}; {allowed} are allowed. "
                "Ask for less at once."
            ),
            limit,
        )


class _Written(Visitor):
    """Counts what costs by standing in the text."""

    directives = 0
    introspections = 0

    def enter_directive(self, _node: DirectiveNode, *_: object) -> None:
        self.directives += 1

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.introspections += node.name.value in INTROSPECTION


@dataclass(frozen=True, slots=True)
class _Size:
    """What a selection set amounts to, with its fragments in place."""

    depth: int = 0
    nesting: int = 0
    fields: int = 0
    aliases: int = 0
    root_fields: int = 0
    """Its own fields, not those below them."""

    def beside(self, other: "_Size") -> "_Size":
        return _Size(
            max(self.depth, other.depth),
            max(self.nesting, other.nesting),
            self.fields + other.fields,
            self.aliases + other.aliases,
            self.root_fields + other.root_fields,
        )

    def nested(self) -> "_Size":
        """The same one selection set further in."""
        return _Size(
            self.depth, self.nesting + 1, self.fields, self.aliases, self.root_fields
        )

    def under(self, field: FieldNode) -> "_Size":
        """The size of a field that has this below it."""
        return _Size(
            self.depth + 1,
            self.nesting,
            self.fields + 1,
            self.aliases + (field.alias is not None),
            1,
        )


class _Counter:
    """Measures selection sets; each fragment once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._done: dict[str, _Size] = {}
        self._open: set[str] = set()

    def count(self, selections: SelectionSetNode | None) -> _Size:
        size = _Size()
        if selections is None:
            return size
        for item in selections.selections:
            if isinstance(item, FieldNode):
                below = self.count(item.selection_set).under(item)
            elif isinstance(item, FragmentSpreadNode):
                below = self._fragment(item.name.value)
            else:
                below = self.count(item.selection_set)  # type: ignore[attr-defined]
            size = size.beside(below)
        return size.nested()

    def _fragment(self, name: str) -> _Size:
        if name not in self._fragments or name in self._open:
            wrong = "contains itself" if name in self._open else "is not defined"
            raise ValidationFailedError(Problem(f"The fragment {name} {wrong}."))
        if name not in self._done:
            self._open.add(name)
            self._done[name] = self.count(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._done[name]
