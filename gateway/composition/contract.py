"""A contract: the part of a supergraph that one audience sees, chosen by `@tag`.

What is left out stays in the supergraph and becomes `@inaccessible`, so plans are the
same and only the public schema is smaller. The steps, each pure:

1. a field, argument, value or type with an excluded tag goes;
2. where tags are included, a field stays if it or its type has one of them; input
   types, enums and scalars stay, for they say nothing by themselves;
3. an object, interface or union that has nothing left goes;
4. what no root reaches any more goes too, where the contract asks for it.

A field that stays while its type went is left as it is: the rules about accessible
types refuse that contract, and say which field.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from graphql import StringValueNode, parse_const_value

from gateway.composition.merge.merged import (
    Carrier,
    Directive,
    Merged,
    MergedField,
    MergedInput,
    MergedType,
    MergedValue,
    SpecLink,
    carries,
)
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import COMPOSITE, Kind
from gateway.composition.subgraph.typeref import base_name

_HIDDEN: Final = Directive("inaccessible")
E = TypeVar("E", MergedType, MergedField, MergedInput, MergedValue)


@dataclass(frozen=True, slots=True)
class Contract:
    """Which tags a public schema is made of."""

    include: frozenset[str] = frozenset()
    """Only what has one of these; all, when empty."""
    exclude: frozenset[str] = frozenset()
    """Nothing that has one of these; stronger than `include`."""
    hide_unreachable: bool = False
    """Whether types that no visible field reaches are left out too."""

    @property
    def takes_all(self) -> bool:
        """Whether the contract leaves nothing out."""
        return not (self.include or self.exclude or self.hide_unreachable)


def filtered(merged: Merged, contract: Contract) -> Merged:
    """The supergraph with all that the contract leaves out made inaccessible."""
    if contract.takes_all:
        return merged
    types = {n: _type(t, contract) for n, t in merged.types.items()}
    while gone := [t for t in types.values() if _is_emptied(t, types)]:
        types |= {t.name: _hide(t) for t in gone}
    if contract.hide_unreachable:
        reached = _reached(types, merged.roots.values())
        types |= {n: _hide(t) for n, t in types.items() if n not in reached}
    return replace(merged, types=types, links=tuple(_links(merged.links)))


def _type(owner: MergedType, contract: Contract) -> MergedType:
    whole = not contract.include or bool(contract.include & _tags(owner))
    kept = replace(
        owner,
        fields={n: _field(f, contract, whole=whole) for n, f in owner.fields.items()},
        inputs={n: _unless_excluded(v, contract) for n, v in owner.inputs.items()},
        values={n: _unless_excluded(v, contract) for n, v in owner.values.items()},
    )
    return _unless_excluded(kept, contract)


def _field(field: MergedField, contract: Contract, *, whole: bool) -> MergedField:
    args = {n: _unless_excluded(a, contract) for n, a in field.args.items()}
    kept = _unless_excluded(replace(field, args=args), contract)
    return kept if whole or contract.include & _tags(field) else _hide(kept)


def _unless_excluded(element: E, contract: Contract) -> E:
    return _hide(element) if contract.exclude & _tags(element) else element


def _hide(element: E) -> E:
    if carries(element, _HIDDEN.name):
        return element
    directives = sorted([*element.directives, _HIDDEN], key=lambda d: (d.name, d.args))
    return replace(element, directives=tuple(directives))


def _tags(element: Carrier) -> frozenset[str]:
    literals = (
        parse_const_value(dict(d.args)["name"])
        for d in element.directives
        if d.name == "tag"
    )
    return frozenset(v.value for v in literals if isinstance(v, StringValueNode))


def _is_emptied(owner: MergedType, types: Mapping[str, MergedType]) -> bool:
    if carries(owner, _HIDDEN.name):
        return False
    if owner.kind is Kind.UNION:
        return all(carries(types[m], _HIDDEN.name) for m in owner.members)
    return owner.kind in COMPOSITE and all(
        carries(f, _HIDDEN.name) for f in owner.fields.values()
    )


def _reached(types: Mapping[str, MergedType], roots: Iterable[str]) -> set[str]:
    implementers: dict[str, list[str]] = {}
    for owner in types.values():
        for interface in owner.interfaces:
            implementers.setdefault(interface, []).append(owner.name)
    reached: set[str] = set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        found = types.get(name)
        if found is None or name in reached or carries(found, _HIDDEN.name):
            continue
        reached.add(name)
        waiting += [*_named(found), *implementers.get(name, ())]
    return reached


def _named(owner: MergedType) -> Iterator[str]:
    """The types that what is visible of a type names."""
    yield from (*owner.members, *owner.interfaces)
    inputs = [*owner.inputs.values()]
    for field in owner.fields.values():
        if not carries(field, _HIDDEN.name):
            yield base_name(field.type)
            inputs += field.args.values()
    for value in inputs:
        if not carries(value, _HIDDEN.name):
            yield base_name(value.type)


def _links(links: tuple[SpecLink, ...]) -> Iterator[SpecLink]:
    """The links, with that of @inaccessible after what comes before it by name."""
    url = f"https://specs.apollo.dev/{specs.SPEC_OF['inaccessible']}"
    if any(link.url == url for link in links):
        yield from links
        return
    before = [k for k in links[2:] if "specs.apollo.dev" in k.url and k.url < url]
    place = 2 + len(before)
    yield from (*links[:place], SpecLink(url, purpose="SECURITY"), *links[place:])
