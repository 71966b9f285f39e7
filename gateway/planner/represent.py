"""How the representations of a step are built from the data before it.

The key and the requirements of the step say which fields; the spot knows under
which data keys they are. From one real interface to another, each object is sent
with the name of its own type; wherever an interface object is at either end, and for
object types, the name of the entered type is sent: an interface object does not know
what type its objects have. Where a field of an abstract type is sent along, so is the
name of each object's type, for the same reason if it is known.
"""

from gateway.planner.path import Jump
from gateway.planner.plan import Representation, RepresentationField
from gateway.planner.spots import Spot
from gateway.supergraph.fieldset import (
    FieldSet,
    FieldSetField,
    FieldSetFragment,
    merge_field_sets,
)
from gateway.supergraph.graph import Node
from gateway.supergraph.model import TYPENAME, Supergraph

TYPENAME_FIELD = FieldSetField(TYPENAME)


def represent(
    supergraph: Supergraph,
    jump: Jump,
    spot: Spot,
    types: frozenset[str],
    ends: tuple[Node, Node],
) -> tuple[Representation, ...]:
    """Return the representations of a step.

    Args:
        supergraph: The supergraph.
        jump: How the step is entered.
        spot: The objects that it is entered from.
        types: Object types that these can have.
        ends: What is left and what is entered.
    """
    wanted = tuple(
        item
        for item in merge_field_sets([jump.move.key, jump.requires])
        if item != TYPENAME_FIELD  # every representation has one
    )
    fields = _fields(supergraph, wanted, spot, types, None)
    left, node = ends
    owner = supergraph.type(node.type_name)
    if left.interface_object or node.interface_object or not owner.abstract:
        return (Representation(node.type_name, fields),)
    return tuple(
        Representation(name, fields, frozenset({name}))
        for name in sorted(types & node.possible)
    )


def _fields(
    supergraph: Supergraph,
    wanted: FieldSet,
    spot: Spot,
    types: frozenset[str],
    on: frozenset[str] | None,
) -> tuple[RepresentationField, ...]:
    found: list[RepresentationField] = []
    for item in wanted:
        if isinstance(item, FieldSetFragment):
            inside = types & supergraph.possible[item.type_condition]
            limit = on if inside == types else inside
            found += _fields(supergraph, item.selections, spot, inside, limit)
        elif item.name == TYPENAME:
            found.append(RepresentationField(TYPENAME, TYPENAME, (), on))
        else:
            sources = _sources(spot, item, types)
            for key, held in sources:
                below = _below(supergraph, item, (spot, key), held)
                limit = on if len(sources) == 1 else held
                found.append(RepresentationField(item.name, key, below, limit))
    return tuple(found)


def _sources(
    spot: Spot, item: FieldSetField, types: frozenset[str]
) -> list[tuple[str, frozenset[str]]]:
    """Return the data keys of a field, each with types that no other has."""
    found: list[tuple[str, frozenset[str]]] = []
    rest = types
    for key, held in spot.sources((item.name, item.arguments)):
        if held & rest:
            found.append((key, held & rest))
            rest -= held
    return found


def _below(
    supergraph: Supergraph,
    item: FieldSetField,
    source: tuple[Spot, str],
    types: frozenset[str],
) -> tuple[RepresentationField, ...]:
    if not item.selections:
        return ()
    target = next(
        supergraph.field(one, item.name).type.name
        for one in sorted(types)
        if item.name in supergraph.type(one).fields
    )
    spot, key = source
    wanted = item.selections
    if supergraph.type(target).abstract and not any(
        _is_interface_object(supergraph, target, one) for one in spot.uses[key].shapes
    ):
        wanted = merge_field_sets([(TYPENAME_FIELD,), wanted])
    inside = supergraph.possible[target]
    return _fields(supergraph, wanted, spot.inner(key), inside, None)


def _is_interface_object(supergraph: Supergraph, name: str, subgraph: str) -> bool:
    join = supergraph.type(name).joins.get(subgraph)
    return join is not None and join.is_interface_object
