"""What each field of a contract or supergraph is, read from its directives.

`read_classification(contract, "ahu")` reads one agency's contract;
`read_classification(supergraph, None)` reads a composed one, where the agency
that answers for a field is told by `@provider`, else by the join directives.

Four kinds of field:

- *carried*: `ref`, `ticket`, `__typename`, granted with the edge that leads to
  their object;
- *structural*: a field of a type marked `@impersonal`, granted with the edge
  that leads to its type. Root types are never structural: their fields are
  entry points;
- *classified*: `@personal`, or `@impersonal` on the field itself: needs a grant
  of its own;
- unclassified: absent from the classification, so nobody is granted it.

This file knows nothing of agreements.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    ConstDirectiveNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumValueNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    print_ast,
)

UNIT = "persons"
"""The linkage unit's name as a subgraph."""

CARRIED_FIELDS = frozenset({"ref", "ticket", "__typename"})

_MARKS = frozenset({"personal", "impersonal"})

FieldedNode = (
    ObjectTypeDefinitionNode
    | ObjectTypeExtensionNode
    | InterfaceTypeDefinitionNode
    | InterfaceTypeExtensionNode
)


class PersonalClass(StrEnum):
    """Classes of personal data, UU 27/2022 art. 4."""

    GENERAL = "GENERAL"
    SPECIFIC = "SPECIFIC"


@dataclass(frozen=True, slots=True)
class FieldClass:
    """One field, as far as a decision looks at it."""

    coordinate: str
    """`Type.field`."""
    providers: tuple[str, ...]
    """Agencies whose agreements cover it, sorted; several for a key that
    several agencies know, where any one of them suffices."""
    returns: str
    """The type of the field as the contract prints it."""
    personal: PersonalClass | None
    identifies: bool
    secret: bool
    opens_as: str | None
    """The type of the value inside a sealed one."""
    structural: bool
    carried: bool
    links: bool
    """Whether the unit resolves it over links of another agency's records."""

    @property
    def provider(self) -> str | None:
        """The first provider; None where no agency answers for the field."""
        return self.providers[0] if self.providers else None

    @property
    def yields_yes_or_no(self) -> bool:
        """Whether the value, opened or plain, is a Boolean."""
        return (self.opens_as or self.returns).rstrip("!") == "Boolean"


@dataclass(frozen=True, slots=True)
class Classification:
    """The fields of one contract or supergraph, by coordinate."""

    fields: Mapping[str, FieldClass]
    types: frozenset[str]
    """Names of its object and interface types."""
    is_open: bool
    """Whether the document knows no classification at all: no mark on a field
    or type, and no definition of one. Development mode: the caller of
    `decide` may then let everything pass; `decide` itself refuses."""

    def field(self, coordinate: str) -> FieldClass | None:
        """The class of a field; None where it is unknown or unclassified."""
        known = self.fields.get(coordinate)
        if known is not None:
            return known
        parent, _, name = coordinate.partition(".")
        if name == "__typename" and parent in self.types:
            return _typename_of(parent)
        return None


def read_classification(document: DocumentNode, agency: str | None) -> Classification:
    """Read the classification of a contract or, with no agency, a supergraph."""
    reader = _Reader(document, agency)
    types: dict[str, list[FieldedNode]] = {}
    for node in document.definitions:
        if isinstance(node, FieldedNode):
            types.setdefault(node.name.value, []).append(node)
    fields = {
        found.coordinate: found
        for name, nodes in types.items()
        for found in reader.fields_of(name, nodes)
    }
    return Classification(
        fields=fields, types=frozenset(types), is_open=not reader.knows_marks()
    )


class _Reader:
    """Reads one document; holds what its fields share."""

    def __init__(self, document: DocumentNode, agency: str | None) -> None:
        self._document = document
        self._agency = agency
        self._roots = _root_names(document)
        self._graphs = _graph_names(document)

    def knows_marks(self) -> bool:
        """Whether the document defines or uses a classification mark."""
        for node in self._document.definitions:
            if isinstance(node, DirectiveDefinitionNode) and node.name.value in _MARKS:
                return True
            if isinstance(node, FieldedNode) and _is_marked(node):
                return True
        return False

    def fields_of(self, name: str, nodes: list[FieldedNode]) -> Iterator[FieldClass]:
        """The classified fields of a type, over its definition and extensions."""
        on_type = [mark for node in nodes for mark in node.directives or ()]
        structural = name not in self._roots and _named(on_type, "impersonal") != []
        seen: dict[str, FieldDefinitionNode] = {}
        marks: dict[str, list[ConstDirectiveNode]] = {}
        for node in nodes:
            for field in node.fields or ():
                seen.setdefault(field.name.value, field)
                marks.setdefault(field.name.value, []).extend(field.directives or ())
        for field_name, field in seen.items():
            found = self._field(name, field, marks[field_name], on_type)
            if structural or found.carried or _bears_mark(marks[field_name]):
                yield replace(found, structural=structural)

    def _field(
        self,
        parent: str,
        field: FieldDefinitionNode,
        marks: list[ConstDirectiveNode],
        on_type: list[ConstDirectiveNode],
    ) -> FieldClass:
        personal = [_arguments(mark) for mark in _named(marks, "personal")]
        classes = {PersonalClass(str(given["class"])) for given in personal}
        opens = [_arguments(mark).get("as") for mark in _named(marks, "opens")]
        graphs = self._resolving_graphs(marks, on_type)
        stated = _stated_provider(marks) or _stated_provider(on_type)
        return FieldClass(
            coordinate=f"{parent}.{field.name.value}",
            providers=(stated,) if stated else graphs,
            returns=print_ast(field.type),
            personal=_strictest(classes),
            identifies=any(given.get("identifies") is True for given in personal),
            secret=any(given.get("secret") is True for given in personal),
            opens_as=str(opens[0]) if opens else None,
            structural=False,
            carried=field.name.value in CARRIED_FIELDS,
            links=stated is not None and stated not in graphs and UNIT in graphs,
        )

    def _resolving_graphs(
        self, marks: list[ConstDirectiveNode], on_type: list[ConstDirectiveNode]
    ) -> tuple[str, ...]:
        if self._agency is not None:
            return (self._agency,)
        joins = [_arguments(mark) for mark in _named(marks, "join__field")]
        if not joins:
            joins = [_arguments(mark) for mark in _named(on_type, "join__type")]
        keys = {str(join["graph"]) for join in joins if _resolves(join)}
        return tuple(sorted(self._graphs.get(key, key) for key in keys))


def _resolves(join: dict[str, str | bool]) -> bool:
    return (
        "graph" in join
        and join.get("external") is not True
        and join.get("usedOverridden") is not True
    )


def _typename_of(parent: str) -> FieldClass:
    return FieldClass(
        coordinate=f"{parent}.__typename",
        providers=(),
        returns="String!",
        personal=None,
        identifies=False,
        secret=False,
        opens_as=None,
        structural=False,
        carried=True,
        links=False,
    )


def _strictest(classes: set[PersonalClass]) -> PersonalClass | None:
    if PersonalClass.SPECIFIC in classes:
        return PersonalClass.SPECIFIC
    return next(iter(classes), None)


def _root_names(document: DocumentNode) -> frozenset[str]:
    names = {"Query", "Mutation", "Subscription"}
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            names.update(item.type.name.value for item in node.operation_types or ())
    return frozenset(names)


def _graph_names(document: DocumentNode) -> dict[str, str]:
    """Subgraph names by the enum values that stand for them."""
    names: dict[str, str] = {}
    for node in document.definitions:
        if (
            isinstance(node, EnumTypeDefinitionNode)
            and node.name.value == "join__Graph"
        ):
            for value in node.values or ():
                for mark in _named(list(value.directives or ()), "join__graph"):
                    names[value.name.value] = str(_arguments(mark)["name"])
    return names


def _is_marked(node: FieldedNode) -> bool:
    return _bears_mark(list(node.directives or ())) or any(
        _bears_mark(list(field.directives or ())) for field in node.fields or ()
    )


def _bears_mark(marks: list[ConstDirectiveNode]) -> bool:
    return any(mark.name.value in _MARKS for mark in marks)


def _named(marks: list[ConstDirectiveNode], name: str) -> list[ConstDirectiveNode]:
    return [mark for mark in marks if mark.name.value == name]


def _stated_provider(marks: list[ConstDirectiveNode]) -> str | None:
    for mark in _named(marks, "provider"):
        return str(_arguments(mark)["agency"])
    return None


def _arguments(mark: ConstDirectiveNode) -> dict[str, str | bool]:
    return {given.name.value: _plain(given) for given in mark.arguments or ()}


def _plain(given: ArgumentNode) -> str | bool:
    match given.value:
        case BooleanValueNode(value=value) | StringValueNode(value=value):
            return value
        case EnumValueNode(value=value):
            return value
        case other:
            return print_ast(other)
