"""Denies what is granted itself but can be reached only over a refused key.

A planner goes from agency to agency by keys, and sends requirements along. Where
one of them is refused, another way may do; where there is none, the field that
lies behind it is denied, with the refusal of the key, and the rest is answered.

1. *Close*: a supergraph in which no subgraph has a field that is refused. What
   is planned over it stays inside the grant.
2. *Keep*: from the root down, each selection is kept whole if it can be planned
   beside what was kept before it. If not, the field alone is tried, with no more
   than the types that its selections tell apart: it is denied when even that
   can't be reached, else its own selections are tried one by one.

So what is kept can be planned at any moment, and at the end is. The guard still
looks at the plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gateway.operation.ast import Field, Fragment, Operation, Selections, walk_fields
from gateway.planner.errors import FieldUnreachableError, PlanningLimitExceededError
from gateway.planner.make import make_plan
from gateway.planner.plan import Plan
from gateway.policy.access import Decided, Denial, Narrowed
from gateway.policy.guard import outside
from gateway.policy.narrow import agreements_of, concrete
from gateway.policy.place import Place
from gateway.supergraph.model import TYPENAME, FieldDef, Supergraph, TypeDef
from protocol.verdicts import Granted, Refused

MOST_TRIALS: Final = 300
"""How many plans one operation may take; a few milliseconds each."""
UNKNOWN: Final = Refused("ELEMENT_NOT_GRANTED", None, None, None)
"""What is said where no single key stands in the way."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What of a narrowed operation can be answered, with its plan."""

    narrowed: Narrowed
    plan: Plan


def keep_within_reach(
    supergraph: Supergraph,
    narrowed: Narrowed,
    grant: Decided,
    variables: Mapping[str, Any],
) -> Reached:
    """Deny what can't be reached inside the grant, and plan the rest.

    Args:
        supergraph: what the operation is about.
        narrowed: of which the plan reaches outside the grant.
        grant: its grant.
        variables: with defaults filled in.

    Raises:
        PlanningLimitExceededError: the search took too long.
    """
    closed = close(supergraph, grant)
    reach = _Reach(supergraph, closed, narrowed.operation, grant, variables)
    kept = reach.selections(narrowed.operation.selections, _Spot(Place()))
    operation = replace(narrowed.operation, selections=kept)
    reached = replace(
        narrowed,
        operation=operation,
        denials=tuple(dict.fromkeys((*narrowed.denials, *reach.denials))),
        agreements=_agreements(operation, grant),
    )
    return Reached(reached, make_plan(closed, operation))


def close(supergraph: Supergraph, grant: Decided) -> Supergraph:
    """Return a supergraph in which no subgraph has what is refused."""
    types = {
        name: replace(
            one,
            fields={key: _closed(grant, one, it) for key, it in one.fields.items()},
        )
        for name, one in supergraph.types.items()
    }
    return replace(supergraph, types=types)


def _closed(grant: Decided, owner: TypeDef, one: FieldDef) -> FieldDef:
    coordinate = f"{owner.name}.{one.name}"
    if coordinate in grant.cleared or isinstance(grant.decide(coordinate), Granted):
        return one
    return replace(one, joins={})


def _agreements(operation: Operation, grant: Decided) -> tuple[str, ...]:
    verdicts = (
        grant.decide(coordinate)
        for one in walk_fields(operation.selections)
        if not one.denied and one.name != TYPENAME
        for coordinate in concrete(one)
    )
    return agreements_of(one for one in verdicts if isinstance(one, Granted))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where in the operation the search stands."""

    place: Place
    trail: tuple[tuple[Selections, Field | Fragment], ...] = ()
    """From the root: what is kept of a level, and what is entered beside it."""

    def around(self, selections: Selections) -> Selections:
        """Return selections as they stand here, beside all that is kept."""
        for kept, entered in reversed(self.trail):
            selections = (*kept, replace(entered, selections=selections))
        return selections

    def alone(self, selections: Selections) -> Selections:
        """Return selections as they stand here, with nothing beside them."""
        bare = tuple(((), entered) for _, entered in self.trail)
        return replace(self, trail=bare).around(selections)

    def inside(
        self, kept: Selections, entered: Field | Fragment, place: Place
    ) -> "_Spot":
        """Enter a selection."""
        return _Spot(place, (*self.trail, (kept, entered)))


@dataclass(slots=True)
class _Reach:
    """One run over one operation."""

    supergraph: Supergraph
    closed: Supergraph
    operation: Operation
    grant: Decided
    variables: Mapping[str, Any]
    denials: list[Denial] = field(default_factory=list)
    trials: int = 0

    def selections(self, selections: Selections, spot: _Spot) -> Selections:
        """Return what of selections can be kept; note what can't."""
        kept: Selections = ()
        for item in selections:
            if self._can_plan(spot.around((*kept, item))):
                one: Field | Fragment = item
            elif isinstance(item, Fragment):
                inside = spot.inside(kept, item, spot.place)
                one = replace(item, selections=self.selections(item.selections, inside))
            else:
                one = self._field(item, kept, spot)
            kept = (*kept, one)
        return kept

    def _field(self, item: Field, kept: Selections, spot: _Spot) -> Field:
        place = spot.place.below(item, self.supergraph, self.variables)
        bare = replace(item, selections=_types_of(item.selections))
        if item.selections and self._can_plan(spot.around((*kept, bare))):
            inside = spot.inside(kept, item, place)
            return replace(item, selections=self.selections(item.selections, inside))
        self.denials.append(
            Denial(
                f"{item.parent_type}.{item.name}",
                self._why(spot.alone((bare,))),
                place.pattern,
                spot.place.below_list,
                place.shown,
            )
        )
        return replace(item, denied=True, selections=())

    def _can_plan(self, selections: Selections) -> bool:
        self.trials += 1
        if self.trials > MOST_TRIALS:
            raise PlanningLimitExceededError(
                "Too much of this lies behind keys that are not granted. "
                "Ask for less at once."
            )
        try:
            make_plan(self.closed, replace(self.operation, selections=selections))
        except FieldUnreachableError:
            return False
        return True

    def _why(self, selections: Selections) -> Refused:
        """Return the refusal of the key that a selection would take."""
        plan = make_plan(
            self.supergraph, replace(self.operation, selections=selections)
        )
        verdicts = [self.grant.decide(one) for one in sorted(outside(plan, self.grant))]
        refusals = [one for one in verdicts if isinstance(one, Refused)]
        return min(refusals, key=lambda one: one.agreement is None, default=UNKNOWN)


def _types_of(selections: Selections) -> Selections:
    """Return no more of selections than the types that they tell apart."""
    kept: list[Field | Fragment] = []
    for one in selections:
        if isinstance(one, Fragment):
            kept.append(replace(one, selections=_types_of(one.selections)))
        elif one.name == TYPENAME:
            kept.append(one)
    return tuple(kept)
