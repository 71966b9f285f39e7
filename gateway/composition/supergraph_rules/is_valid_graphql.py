"""The merged schema is valid GraphQL.

Finding: INVALID_GRAPHQL. Each subgraph can be valid and the whole not: an
interface's field that fits each implementation apart, a custom directive of which
one definition wins. A subgraph's name is an enum value there, so it has no two
underscores in front.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import ValueNode, parse_const_value

from gateway.composition.diagnostics import Code, Diagnostic, Where
from gateway.composition.merge.merged import (
    Directive,
    Graph,
    Merged,
    MergedInput,
    carries,
)
from gateway.composition.subgraph.applied import LOCATIONS, Applications
from gateway.composition.subgraph.type_system import TypeSystem


def is_valid_graphql(merged: Merged) -> Iterator[Diagnostic]:
    """What the GraphQL specification has against the merged schema."""
    system = TypeSystem(merged.types, frozenset(), _is_deprecated)
    for message, _ in system.findings():
        yield _found(message)
    for name, definition in merged.directives.items():
        for value in definition.args.values():
            for message, _ in system.input_findings(f"@{name}({value.name}:)", value):
                yield _found(message)
    applications = Applications(merged.directives, merged.types)
    for location, directives in _places(merged):
        own = [_Read.of(d) for d in directives if d.name in merged.directives]
        for message in applications.findings(location, own):
            yield _found(message)
    yield from _reserved_names(merged.graphs)


def _reserved_names(graphs: Iterable[Graph]) -> Iterator[Diagnostic]:
    for graph in graphs:
        if graph.key.startswith("__"):
            yield Diagnostic(
                Code.INVALID_GRAPHQL,
                f'the subgraph name "{graph.name}" gives the enum join__Graph a name '
                "that is reserved for introspection",
                "Name the subgraph without two underscores in front.",
                (Where(graph.name),),
            )


@dataclass(frozen=True, slots=True)
class _Read:
    """A merged application with its arguments as literals again."""

    name: str
    args: Mapping[str, ValueNode]

    @classmethod
    def of(cls, directive: Directive) -> "_Read":
        literals = {n: parse_const_value(text) for n, text in directive.args}
        return cls(directive.name, literals)


def _places(merged: Merged) -> Iterator[tuple[str, tuple[Directive, ...]]]:
    yield "SCHEMA", merged.applied
    for owner in merged.types.values():
        yield LOCATIONS[owner.kind], owner.directives
        for value in owner.values.values():
            yield "ENUM_VALUE", value.directives
        for one in owner.inputs.values():
            yield "INPUT_FIELD_DEFINITION", one.directives
        for field in owner.fields.values():
            yield "FIELD_DEFINITION", field.directives
            for argument in field.args.values():
                yield "ARGUMENT_DEFINITION", argument.directives


def _is_deprecated(element: MergedInput) -> bool:
    return carries(element, "deprecated")


def _found(message: str) -> Diagnostic:
    return Diagnostic(
        Code.INVALID_GRAPHQL,
        f"the merged schema is not valid: {message}",
        "Make the subgraphs agree on the element named.",
    )
