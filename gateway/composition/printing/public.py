"""The public schema: what a client sees of a supergraph.

What is inaccessible is gone, and so is the machinery of federation. Of the
directives, GraphQL's own stay, executable ones, and the three of our contracts
that a client needs to know what it may read and how to open it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from gateway.composition.merge.directives import BUILT_IN
from gateway.composition.merge.executable import EXECUTABLE
from gateway.composition.merge.merged import (
    Carrier,
    Directive,
    Merged,
    MergedDirective,
    MergedField,
    MergedInput,
    MergedType,
    MergedValue,
    carries,
)
from gateway.composition.printing.sdl import directive_sdl, type_sdl
from gateway.composition.subgraph import specs

_CONTRACT: Final = frozenset({"@personal", "@impersonal", "@opens"})


def print_public(merged: Merged) -> str:
    """SDL without inaccessible elements and without machinery."""
    public = public_types(merged)
    contract = _contract_names(merged)
    kept = [
        d for d in merged.directives.values() if d.name in contract or _is_executable(d)
    ]
    parts = [*(directive_sdl(d) for d in kept), *(type_sdl(t) for t in public.values())]
    return "\n\n".join(parts) + "\n"


def public_types(merged: Merged) -> dict[str, MergedType]:
    """The accessible types with their accessible parts, directives reduced."""
    names = _contract_names(merged) | BUILT_IN
    visible = {n for n, t in merged.types.items() if not carries(t, "inaccessible")}
    return {n: _public(merged.types[n], visible, names) for n in sorted(visible)}


def _contract_names(merged: Merged) -> frozenset[str]:
    return frozenset(
        ours.removeprefix("@")
        for link in merged.links
        if link.url.startswith(f"{specs.CONTRACT}/")
        for theirs, ours in link.imports
        if theirs in _CONTRACT
    )


def _is_executable(definition: MergedDirective) -> bool:
    return bool(set(definition.locations) & set(EXECUTABLE))


def _public(merged: MergedType, visible: set[str], names: frozenset[str]) -> MergedType:
    return replace(
        merged,
        directives=_kept(merged.directives, names),
        joins=(),
        carried=(),
        fields={n: _field(f, names) for n, f in merged.fields.items() if _seen(f)},
        inputs={n: _input(v, names) for n, v in merged.inputs.items() if _seen(v)},
        values={n: _value(v, names) for n, v in merged.values.items() if _seen(v)},
        members=tuple(m for m in merged.members if m in visible),
        interfaces=tuple(i for i in merged.interfaces if i in visible),
    )


def _seen(element: Carrier) -> bool:
    return not carries(element, "inaccessible")


def _field(field: MergedField, names: frozenset[str]) -> MergedField:
    return replace(
        field,
        args={n: _input(a, names) for n, a in field.args.items() if _seen(a)},
        directives=_kept(field.directives, names),
        joins=(),
        carried=(),
    )


def _input(value: MergedInput, names: frozenset[str]) -> MergedInput:
    return replace(value, directives=_kept(value.directives, names), joins=())


def _value(value: MergedValue, names: frozenset[str]) -> MergedValue:
    return replace(value, directives=_kept(value.directives, names), joins=())


def _kept(
    directives: Iterable[Directive], names: frozenset[str]
) -> tuple[Directive, ...]:
    return tuple(d for d in directives if d.name in names)
