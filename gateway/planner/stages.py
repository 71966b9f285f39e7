"""Every stage of planning as text, so that the earliest wrong one can be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from gateway.operation.ast import Operation, print_selections
from gateway.planner.best import choose
from gateway.planner.document import print_picks
from gateway.planner.make import Planning, make_plan
from gateway.planner.passes import absorb, as_requests, optimise
from gateway.planner.path import Go, Jump, Narrow, Path
from gateway.planner.text import path_to_text, print_plan
from gateway.supergraph.fieldset import print_field_set
from gateway.supergraph.graph import LEAF, Graph, build_graph
from gateway.supergraph.model import FieldJoin, Supergraph


class Stage(StrEnum):
    """The stages, in the order in which they run."""

    SUPERGRAPH = "supergraph"
    OPERATION = "operation"
    GRAPH = "graph"
    PATHS = "paths"
    CHOICE = "choice"
    STEPS = "steps"
    REQUESTS = "requests"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is planned, with the labels that are active."""

    supergraph: Supergraph
    operation: Operation
    labels: frozenset[str] = frozenset()

    def planning(self) -> Planning:
        """Begin a planning run."""
        return Planning(self.supergraph, self.operation, self.labels)


def print_stage(planned: Planned, stage: Stage) -> str:
    """Return one stage as text.

    Raises:
        PlanningError: A stage before it found no plan.
    """
    if stage is Stage.PLAN:
        return print_plan(
            make_plan(planned.supergraph, planned.operation, planned.labels)
        )
    return "".join(f"{line}\n" for line in _PRINTERS[stage](planned))


def _supergraph(planned: Planned) -> Iterator[str]:
    for type_def in planned.supergraph.types.values():
        for name, join in type_def.joins.items():
            for key in join.keys:
                text = print_field_set(key.fields)
                note = "" if key.resolvable else ", not resolvable"
                yield f"{type_def.name} @ {name}: key {text}{note}"
            if join.is_interface_object:
                yield f"{type_def.name} @ {name}: interface object"
        for field in type_def.fields.values():
            joins = [_join(*item) for item in field.joins.items()]
            yield f"{type_def.name}.{field.name}: {field.type}, {'; '.join(joins)}"


def _join(subgraph: str, join: FieldJoin) -> str:
    parts = [subgraph]
    if join.external:
        parts.append("external")
    if join.requires:
        parts.append(f"requires {print_field_set(join.requires)}")
    if join.provides:
        parts.append(f"provides {print_field_set(join.provides)}")
    if join.override is not None:
        parts.append(f"overrides {join.override.source}")
        if join.override.label is not None:
            parts.append(f"if {join.override.label}")
    return " ".join(parts)


def _operation(planned: Planned) -> Iterator[str]:
    yield f"{planned.operation.kind} {{"
    for item in planned.operation.selections:
        yield f"  {print_selections((item,))}"
    yield "}"


def _graph(planned: Planned) -> Iterator[str]:
    graph = build_graph(planned.supergraph)
    for node in graph.nodes:
        yield _node(graph, node.id)
        for name, move in graph.fields[node.id].items():
            needs = print_field_set(move.requires)
            note = f" with {needs}" if needs else ""
            to = "" if move.tail == LEAF else f" -> {_node(graph, move.tail)}"
            yield f"  .{name}{note}{to}"
        for tail in graph.casts[node.id].values():
            yield f"  on {_node(graph, tail)}"
        for key in graph.keys[node.id]:
            yield f"  key {print_field_set(key.key)} -> {_node(graph, key.tail)}"


def _node(graph: Graph, number: int) -> str:
    node = graph.nodes[number]
    provided = print_field_set(node.provided)
    return f"{node.type_name}@{node.subgraph}" + (f"({provided})" if provided else "")


def _paths(planned: Planned) -> Iterator[str]:
    planning = planned.planning()
    graph = build_graph(planned.supergraph)
    for number, candidates in enumerate(planning.candidates()):
        yield f"leaf {number}"
        for path in candidates:
            cost = path.cost
            spent = f"{len(cost.requests)} requests, level {cost.level}"
            yield f"  {print_path(graph, path)} ({spent})"


def _choice(planned: Planned) -> Iterator[str]:
    graph = build_graph(planned.supergraph)
    for path in choose(planned.planning().candidates()):
        yield print_path(graph, path)


def print_path(graph: Graph, path: Path) -> str:
    """Return a path as one line, its segments from the root on."""
    before = print_path(graph, path.before) if path.before else ""
    match path.segment:
        case Go(field):
            return f"{before}.{field.name}"
        case Narrow(type_name):
            return f"{before}<{type_name}>"
        case Jump(move, requires, _):
            sent = print_field_set((*move.key, *requires))
            return f"{before}[{sent}]@{graph.nodes[path.node].subgraph}"
        case _:
            return f"{before}@{graph.nodes[path.node].subgraph}"


def _steps(planned: Planned) -> Iterator[str]:
    for step in planned.planning().steps():
        after = ", ".join(str(one) for one in sorted(step.after)) or "nothing"
        at = path_to_text(step.path)
        yield f"{step.id} {step.subgraph} at {at} after {after}"
        yield f"  {step.type_name} {{ {print_picks(step.picks)} }}"


def _requests(planned: Planned) -> Iterator[str]:
    steps = absorb(planned.planning().steps())
    for one in optimise(as_requests(steps)):
        after = ", ".join(str(wait) for wait in sorted(one.after)) or "nothing"
        held = ", ".join(str(step.id) for step in one.steps)
        yield f"{one.id} {one.subgraph}: steps {held}, after {after}"


_PRINTERS: dict[Stage, Callable[[Planned], Iterator[str]]] = {
    Stage.SUPERGRAPH: _supergraph,
    Stage.OPERATION: _operation,
    Stage.GRAPH: _graph,
    Stage.PATHS: _paths,
    Stage.CHOICE: _choice,
    Stage.STEPS: _steps,
    Stage.REQUESTS: _requests,
}
