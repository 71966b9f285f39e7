"""Make a plan: register, walk, choose, lay out, optimise, assemble, project.

Pure and bounded: the same operation on the same supergraph gives the same plan,
byte for byte, and a search that would take too long ends in a coded error.
"""

from dataclasses import replace
from typing import Literal, cast

from gateway.operation.ast import Field, Operation, Selections
from gateway.operation.parts import MAIN, main_of, only, trunk_of
from gateway.planner.assemble import assemble
from gateway.planner.best import choose
from gateway.planner.deferred import chosen_around, walk_part
from gateway.planner.errors import FieldUnreachableError
from gateway.planner.fetch_graph import Layout
from gateway.planner.passes import absorb, as_requests, optimise
from gateway.planner.path import Path, total
from gateway.planner.places import Places
from gateway.planner.plan import DeferredPart, Plan
from gateway.planner.projection import project
from gateway.planner.search import Budget, Search
from gateway.planner.spots import Spot, reserve
from gateway.planner.stations import Leaves
from gateway.planner.step import Step, merge_picks
from gateway.planner.walk import Walker
from gateway.supergraph.graph import build_graph
from gateway.supergraph.model import Supergraph

STEPS = 40_000
"""How many moves one plan may look at. One costs about 20 µs, with all that follows from
it 30 to 60: the search gives up within a second."""


def make_plan(
    supergraph: Supergraph,
    operation: Operation,
    active_labels: frozenset[str] = frozenset(),
    max_steps: int = STEPS,
) -> Plan:
    """Plan an operation.

    Args:
        supergraph: What it is asked of.
        operation: In normal form; fields marked as denied are not fetched.
        active_labels: Labels of progressive overrides that are active for this
            request.
        max_steps: How many moves the search may look at.

    Raises:
        FieldUnreachableError: No chain of requests leads to a field.
        PlanningLimitExceededError: The search took too long.
    """
    planning = Planning(supergraph, operation, active_labels, max_steps)
    steps = planning.steps()
    requests = optimise(as_requests(absorb(steps)))
    return Plan(
        kind=cast('Literal["query", "mutation", "subscription"]', operation.kind),
        fetches=assemble(requests, operation),
        projection=project(supergraph, main_of(operation), planning.spot),
        parts=tuple(
            DeferredPart(
                id=one.id,
                parent=one.parent,
                label=one.label,
                shape=project(supergraph, trunk_of(operation, one.id), planning.spot),
            )
            for one in operation.parts
        ),
    )


class Planning:
    """One planning run, stage by stage; `tautan plan --stage` prints them.

    Attributes:
        spot: The keys of the merged data, complete after `steps()`.
    """

    def __init__(
        self,
        supergraph: Supergraph,
        operation: Operation,
        active_labels: frozenset[str] = frozenset(),
        max_steps: int = STEPS,
    ) -> None:
        self._operation = operation
        self._search = Search(
            supergraph=supergraph,
            graph=build_graph(supergraph),
            labels=active_labels,
            places=Places(),
            budget=Budget(max_steps),
            steps={},
        )
        self._search.places.register(operation.selections)
        self.spot = Spot()
        here = supergraph.possible[operation.root_type]
        reserve(supergraph, self.spot, operation.selections, here)

    def steps(self) -> tuple[Step, ...]:
        """Return the steps of the whole operation.

        Raises:
            FieldUnreachableError: No chain of requests leads to a field.
            PlanningLimitExceededError: The search took too long.
        """
        selections = self._operation.selections
        if self._operation.kind == "query":
            return self._lay_out(selections, choose(self.candidates()))
        rounds: list[tuple[Step, ...]] = []
        for group in _by_response_key(selections):
            main = self._by_one_entry(only(group, MAIN))
            _add_round(rounds, self._lay_out(group, main))
        return one_after_the_other(rounds)

    def candidates(self) -> Leaves:
        """Return the candidate paths of every leaf of a query's main part."""
        return self._walk(only(self._operation.selections, MAIN), self._entries())

    def _by_one_entry(self, selections: Selections) -> tuple[Path, ...]:
        """Choose paths that enter at one subgraph: it must be asked only once."""
        found: list[tuple[Path, ...]] = []
        error = FieldUnreachableError("The field is in no subgraph.")
        for entry in self._entries():
            try:
                found.append(choose(self._walk(selections, [entry])))
            except FieldUnreachableError as unreachable:
                error = unreachable
        if not found:
            raise error
        return min(found, key=lambda paths: total(paths).rank())

    def _entries(self) -> list[Path]:
        kind = self._operation.kind
        subgraphs = self._search.graph.entries[kind]
        return [self._search.enter(kind, subgraph) for subgraph in subgraphs]

    def _walk(self, selections: Selections, arrivals: list[Path]) -> Leaves:
        return Walker(self._search).leaves(selections, arrivals)

    def _lay_out(
        self, selections: Selections, main: tuple[Path, ...]
    ) -> tuple[Step, ...]:
        """Lay out the main part, then what is put off, outer before inner."""
        operation = self._operation
        layout = Layout(self._search, self.spot, operation.kind)
        layout.add(main)
        chosen = {MAIN: main}
        for part in operation.parts:
            before = chosen_around(operation, part.id, chosen)
            leaves = walk_part(self._search, operation, selections, part.id, before)
            chosen[part.id] = choose(leaves)
            layout.add(chosen[part.id])
        return layout.steps()


def _add_round(rounds: list[tuple[Step, ...]], steps: tuple[Step, ...]) -> None:
    """Add what the next root field of a mutation takes.

    If the field before took one request, to the subgraph that this one begins in,
    that subgraph takes both in one request, and does them in order.
    """
    before = rounds[-1] if rounds else ()
    if len(before) != 1 or not steps or before[0].subgraph != steps[0].subgraph:
        rounds.append(steps)
        return
    both = replace(
        before[0],
        picks=merge_picks([before[0].picks, steps[0].picks]),
        demands=before[0].demands | steps[0].demands,
    )
    rounds[-1] = (both, *steps[1:])


def one_after_the_other(rounds: list[tuple[Step, ...]]) -> tuple[Step, ...]:
    """Return all steps; those of a round wait for all of the rounds before."""
    steps: tuple[Step, ...] = ()
    for each in rounds:
        moved = len(steps)
        waits = frozenset(step.id for step in steps if step.part == MAIN)
        steps += tuple(
            replace(
                step,
                id=step.id + moved,
                after=frozenset(wait + moved for wait in step.after) | waits,
            )
            for step in each
        )
    return steps


def _by_response_key(selections: Selections) -> list[Selections]:
    groups: dict[str, list[Field]] = {}
    for item in selections:
        if isinstance(item, Field) and not item.denied:
            groups.setdefault(item.response_key, []).append(item)
    return [tuple(group) for group in groups.values()]
