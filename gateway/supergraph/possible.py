"""Which object types a composite type can be: over all, and per subgraph."""

from collections.abc import Iterable, Mapping

from gateway.supergraph.model import Kind, TypeDef


def possible_types(types: Mapping[str, TypeDef]) -> dict[str, frozenset[str]]:
    """Return the possible object types of each composite type.

    An interface that no type implements, but that some subgraph has as an interface
    object, stands for itself: its objects have no other type.
    """
    found: dict[str, set[str]] = {
        name: set() for name, type_def in types.items() if type_def.composite
    }
    for name, type_def in types.items():
        if type_def.kind is Kind.OBJECT:
            found[name].add(name)
            for interface in _all_of(type_def.interfaces.values()):
                found[interface].add(name)
        if type_def.kind is Kind.UNION:
            found[name].update(_all_of(type_def.members.values()))
    for name, members in found.items():
        joins = types[name].joins.values()
        if not members and any(one.is_interface_object for one in joins):
            members.add(name)
    return {name: frozenset(members) for name, members in found.items()}


def possible_by_subgraph(
    types: Mapping[str, TypeDef], possible: Mapping[str, frozenset[str]]
) -> dict[tuple[str, str], frozenset[str]]:
    """Return what each subgraph can return for each composite type it has."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for name, type_def in types.items():
        if not type_def.composite:
            continue
        for subgraph, join in type_def.joins.items():
            key = (name, subgraph)
            if join.is_interface_object or type_def.kind is Kind.OBJECT:
                found[key] = possible[name]
            elif type_def.kind is Kind.UNION:
                found[key] = type_def.members.get(subgraph, frozenset())
            else:
                found[key] = frozenset(
                    one
                    for one in possible[name]
                    if name in types[one].interfaces.get(subgraph, ())
                )
    return found


def _all_of(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
