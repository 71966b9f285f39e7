"""Reads what the fetches of a plan ask for, and where that belongs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from graphql import (
    DirectiveNode,
    FieldNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
)

from gateway.executor.compiled.errors import NotCompilable
from gateway.executor.compiled.layout import ROOT, Source
from gateway.planner.plan import Entities, Path, Plan, Representation
from gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A selection set that applies to the objects of a place."""

    source: Source
    subgraph: str
    selections: SelectionSetNode


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """A selection set of a fetch on its way to the place where it belongs."""

    path: Path
    """What is left of the way."""
    part: Part
    rules: tuple[Representation, ...] | None
    """None for a root fetch."""
    whole: Path
    """The way from its beginning."""


def arrivals(plan: Plan) -> Iterator[list[Arrival]]:
    """Yield, per fetch, its selection sets and where they go."""
    for fetch in plan.fetches:
        document = parse(fetch.document, no_location=True)
        operation = cast("OperationDefinitionNode", document.definitions[0])
        whole = operation.selection_set
        if not fetch.entities:
            part = Part((fetch.id, ROOT), fetch.subgraph, whole)
            yield [Arrival(fetch.path, part, None, fetch.path)]
            continue
        below = {key_of(one): one.selection_set for one in _fields(whole)}
        yield [
            one
            for position, entities in enumerate(fetch.entities)
            if entities.representations
            for one in _arrivals((fetch.id, position), fetch.subgraph, entities, below)
        ]


def _arrivals(
    source: Source,
    subgraph: str,
    entities: Entities,
    below: Mapping[str, SelectionSetNode | None],
) -> list[Arrival]:
    selections = below[entities.alias]
    assert selections is not None  # noqa: S101 - `_entities` is composite
    part = Part(source, subgraph, selections)
    rules = entities.representations
    return [Arrival(path, part, rules, path) for path in entities.paths]


def _fields(selections: SelectionSetNode) -> Iterator[FieldNode]:
    return (one for one in selections.selections if isinstance(one, FieldNode))


def key_of(node: FieldNode) -> str:
    """Return the data key of a field."""
    return node.alias.value if node.alias else node.name.value


@dataclass(frozen=True, slots=True)
class Selections:
    """Says what selections mean for objects of given types."""

    supergraph: Supergraph
    decided: Mapping[str, bool]
    """The variables that conditions look at."""

    def narrow(
        self, part: Part, selections: SelectionSetNode, types: frozenset[str]
    ) -> bool:
        """Say whether some are for some of these types alone."""
        for node in selections.selections:
            if isinstance(node, InlineFragmentNode) and (
                not types <= self._covered(node, part, types)
                or self.narrow(part, node.selection_set, types)
            ):
                return True
        return False

    def _covered(
        self, node: InlineFragmentNode, part: Part, types: frozenset[str]
    ) -> frozenset[str]:
        """Return the types that a fragment is for."""
        if node.type_condition is None:
            return types
        name = node.type_condition.name.value
        possible = self.supergraph.possible
        known = self.supergraph.possible_in.get((name, part.subgraph))
        return possible[name] if known is None else known

    def applicable(
        self, part: Part, selections: SelectionSetNode, types: frozenset[str]
    ) -> Iterator[FieldNode]:
        """Yield the fields that a subgraph returns for objects of these types."""
        for node in selections.selections:
            if not self._included(node.directives or ()):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode) and (
                types <= self._covered(node, part, types)
            ):
                yield from self.applicable(part, node.selection_set, types)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        for one in directives:
            value = one.arguments[0].value if one.arguments else None
            if one.name.value not in {"skip", "include"} or not isinstance(
                value, VariableNode
            ):
                raise NotCompilable("an executable directive of a subgraph")
            if self.decided[value.name.value] is not (one.name.value == "include"):
                return False
        return True
