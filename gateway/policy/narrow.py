"""Narrows an operation to what is granted, before anything is planned.

Every field is decided on by its coordinates. A field on an interface is decided
for each object type that it can be read from: granted for all, it stays as it
is; refused for all, it is denied; else it is written out per type. What is
denied stays in the operation as a mark, so that the answer shows null in its
place, and nothing below it is looked at.

Caps of agreements become arguments: a worklist's `first` is no larger than the
smallest number of subjects that any grant in it allows, and `minBand` no looser
than the grant of its edge.

This file does not know where decisions come from.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.operation.ast import Field, Fragment, Operation, Selections
from gateway.policy.access import Decide, Decided, Denial, Narrowed
from gateway.policy.caps import cap_band, cap_first
from gateway.policy.place import Place
from gateway.supergraph.model import TYPENAME, Supergraph
from protocol.verdicts import Granted, Refused


@dataclass(slots=True)
class Narrowing:
    """One run over one operation."""

    supergraph: Supergraph
    decide: Decide
    variables: Mapping[str, Any]
    cleared: set[str] = field(default_factory=set)
    granted: dict[str, Granted] = field(default_factory=dict)
    denials: list[Denial] = field(default_factory=list)

    def run(self, operation: Operation, *, worklist: bool) -> Narrowed:
        """Narrow an operation.

        Args:
            operation: in its normal form.
            worklist: whether `first` is capped.
        """
        selections = self._selections(operation.selections, Place())
        limits = [
            one.max_subjects
            for one in self.granted.values()
            if one.max_subjects is not None
        ]
        if worklist and limits:
            selections = cap_first(
                self.supergraph, selections, min(limits), self.variables
            )
        return Narrowed(
            operation=replace(operation, selections=selections),
            grant=Decided(frozenset(self.cleared), self.decide),
            denials=tuple(dict.fromkeys(self.denials)),
            agreements=agreements_of(self.granted.values()),
        )

    def _selections(self, selections: Selections, place: Place) -> Selections:
        narrowed: list[Field | Fragment] = []
        for item in selections:
            if isinstance(item, Fragment):
                below = self._selections(item.selections, place)
                narrowed.append(replace(item, selections=below))
            else:
                narrowed.extend(self._field(item, place))
        return tuple(narrowed)

    def _field(self, item: Field, place: Place) -> Iterator[Field | Fragment]:
        if item.name == TYPENAME:
            yield item
            return
        here = place.below(item, self.supergraph, self.variables)
        verdicts = {one: self.decide(one) for one in concrete(item)}
        refusals = {c: v for c, v in verdicts.items() if isinstance(v, Refused)}
        if refusals:
            coordinate, refused = next(iter(refusals.items()))
            self.denials.append(
                Denial(coordinate, refused, here.pattern, place.below_list, here.shown)
            )
        if len(refusals) == len(verdicts):
            yield replace(item, denied=True, selections=())
        elif not refusals:
            self.cleared |= item.coordinates
            yield self._granted(item, verdicts, here)
        else:
            yield from self._by_type(item, verdicts, here)

    def _by_type(
        self, item: Field, verdicts: Mapping[str, Granted | Refused], here: Place
    ) -> Iterator[Fragment]:
        """Write a field on an interface out for each object type."""
        for coordinate, verdict in verdicts.items():
            typename = coordinate.partition(".")[0]
            one = replace(
                item, parent_type=typename, coordinates=frozenset({coordinate})
            )
            if isinstance(verdict, Granted):
                self.cleared.add(coordinate)
                kept = self._granted(one, {coordinate: verdict}, here)
            else:
                kept = replace(one, denied=True, selections=())
            yield Fragment(typename, (kept,))

    def _granted(
        self, item: Field, verdicts: Mapping[str, Granted | Refused], here: Place
    ) -> Field:
        grants = {c: v for c, v in verdicts.items() if isinstance(v, Granted)}
        self.granted.update(grants)
        capped = cap_band(item, grants.values(), self.variables)
        return replace(capped, selections=self._selections(item.selections, here))


def concrete(item: Field) -> tuple[str, ...]:
    """Return the coordinates of a field on object types, sorted."""
    own = f"{item.parent_type}.{item.name}"
    others = sorted(item.coordinates - {own})
    return tuple(others) or (own,)


def agreements_of(grants: Iterable[Granted]) -> tuple[str, ...]:
    """Return the ids of the agreements that grants rest on, sorted."""
    return tuple(sorted({one.agreement for one in grants if one.agreement}))
