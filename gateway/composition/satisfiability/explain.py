"""Says of a dead end which query meets it, and per subgraph why it can't go on."""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, Hint, Where
from gateway.composition.merge.merged import Merged
from gateway.composition.satisfiability.reach import Reach
from gateway.composition.satisfiability.walk import (
    DeadEnd,
    DifferingTypes,
    NoCommonType,
    State,
)
from gateway.composition.subgraph.model import COMPOSITE, Kind
from gateway.composition.subgraph.typeref import base_name
from gateway.supergraph.fieldset import print_field_set


def explain(
    merged: Merged, reach: Reach, finding: DeadEnd | NoCommonType
) -> Diagnostic:
    """The diagnostic of a finding."""
    match finding:
        case DeadEnd():
            return _dead_end(merged, reach, finding)
        case NoCommonType():
            return _no_common_type(merged, reach, finding)


def _dead_end(merged: Merged, reach: Reach, finding: DeadEnd) -> Diagnostic:
    state = finding.state
    nodes = reach.graph.nodes
    here = sorted({nodes[n].subgraph for n in finding.reached})
    reasons = sorted(set(_reasons(reach, finding)))
    because = "".join(f"\n- {reason}" for reason in reasons)
    return Diagnostic(
        Code.SATISFIABILITY_ERROR,
        "this query can't be answered:\n"
        f"{query_text(merged, state, finding.field)}\n"
        f"{state.type_name}.{finding.field} can't be reached from"
        f" {_quoted(here)}:{because or _nobody(state.type_name)}",
        "Give the type a @key that these subgraphs share, resolve the field where the"
        " query stands, or hide it.",
        tuple(Where(name) for name in here),
    )


def _nobody(type_name: str) -> str:
    return f"\n- no other subgraph finds {type_name} by a key"


def _reasons(reach: Reach, finding: DeadEnd) -> Iterator[str]:
    graph = reach.graph
    here = {graph.nodes[n].subgraph for n in finding.reached}
    for at in finding.reached:
        move = graph.fields[at].get(finding.field)
        if move is not None and move.requires:
            yield (
                f'"{graph.nodes[at].subgraph}" requires'
                f" {{ {print_field_set(move.requires)} }}, which can't be had from here"
            )
    for key in reach.keys_of(finding.reached):
        tail = graph.nodes[key.tail]
        if tail.subgraph not in here:
            yield (
                f'"{tail.subgraph}" needs the key {{ {print_field_set(key.key)} }} of'
                f" {key.typename}, which can't be had from here"
            )
    entered = {graph.nodes[k.tail].subgraph for k in reach.keys_of(finding.reached)}
    for node in graph.nodes:
        known = node.type_name == finding.state.type_name and not node.provided
        apart = node.subgraph not in entered | here
        if known and apart and finding.field in graph.fields[node.id]:
            yield f'"{node.subgraph}" has no key of {node.type_name}'


def differing_types(reach: Reach, finding: DifferingTypes) -> Hint:
    """The hint at a shared field that returns more types here than there."""
    nodes = reach.graph.nodes
    said = ", ".join(
        f'"{nodes[t].subgraph}" returns {" or ".join(sorted(nodes[t].possible))}'
        for t in sorted(finding.tails, key=lambda t: nodes[t].subgraph)
    )
    return Hint(
        "INCONSISTENT_RUNTIME_TYPES_FOR_SHAREABLE_RETURN",
        f"{finding.state.type_name}.{finding.field} is shared, but {said}",
    )


def _no_common_type(merged: Merged, reach: Reach, finding: NoCommonType) -> Diagnostic:
    nodes = reach.graph.nodes
    said = ", ".join(
        f'"{nodes[t].subgraph}" returns {" or ".join(sorted(nodes[t].possible))}'
        for t in sorted(finding.tails, key=lambda t: nodes[t].subgraph)
    )
    return Diagnostic(
        Code.SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES,
        f"{finding.state.type_name}.{finding.field} is shared, but its subgraphs have no"
        f" object type in common: {said}; as in\n"
        f"{query_text(merged, finding.state, finding.field)}",
        "Let all subgraphs of a shared field return the same types.",
        tuple(Where(n) for n in sorted({nodes[t].subgraph for t in finding.tails})),
    )


def query_text(merged: Merged, state: State, field: str) -> str:
    """The shortest query that stands at a state and asks for a field."""
    lines = [
        *state.path,
        field + (" { ... }" if _is_composite(merged, state, field) else ""),
    ]
    opened = [f"{'  ' * i}{line} {{" for i, line in enumerate(lines[:-1])]
    last = "  " * (len(lines) - 1) + lines[-1]
    closed = [f"{'  ' * i}}}" for i in reversed(range(len(lines) - 1))]
    return "\n".join([*opened, last, *closed])


def _is_composite(merged: Merged, state: State, field: str) -> bool:
    found = merged.types[state.type_name].fields.get(field)
    target = merged.types.get(base_name(found.type)) if found else None
    return target is not None and target.kind in (*COMPOSITE, Kind.UNION)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
