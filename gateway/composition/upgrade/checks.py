"""What is wrong in federation 1 itself."""

from collections.abc import Iterator, Sequence
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.link_conflicts import conflict
from gateway.composition.subgraph.model import (
    Kind,
    Link,
    Subgraph,
    TypeDefinition,
    has,
)

_ROOTS: Final = frozenset({"Query", "Mutation", "Subscription"})
_UPGRADED: Final = (2, 4)
"""The version that a federation 1 subgraph is read as."""


def links_leave_federation_its_names(
    subgraphs: Sequence[Subgraph],
) -> Iterator[Diagnostic]:
    """What a federation 1 subgraph links must not take the names of federation 2.

    It is read as federation 2 from here on (INVALID_LINK_DIRECTIVE_USAGE).
    """
    for subgraph in subgraphs:
        for link in subgraph.links if subgraph.version is None else ():
            if reason := conflict(_all_of_federation(link), [link]):
                yield Diagnostic(
                    Code.INVALID_LINK_DIRECTIVE_USAGE,
                    f'subgraph "{subgraph.name}" links {link.url} beside federation 1,'
                    f" but {reason}",
                    "Link the federation specification and import the name from it.",
                    (at(subgraph.name, link.node),),
                )


def _all_of_federation(beside: Link) -> Link:
    names = {f"@{name}": f"@{name}" for name in specs.signatures(_UPGRADED)}
    version = ".".join(map(str, _UPGRADED))
    return Link(
        url=f"{specs.FEDERATION}/v{version}",
        identity=specs.FEDERATION,
        name="federation",
        version=_UPGRADED,
        alias=None,
        imports=names,
        node=beside.node,
    )


def types_are_not_all_external(
    before: Sequence[Subgraph], after: Sequence[Subgraph]
) -> Iterator[Diagnostic]:
    """A type that is used keeps a field (TYPE_WITH_ONLY_UNUSED_EXTERNAL)."""
    for old, new in zip(before, after, strict=True):
        for owner in new.types.values():
            if old.types[owner.name].fields and not owner.fields:
                yield Diagnostic(
                    Code.TYPE_WITH_ONLY_UNUSED_EXTERNAL,
                    f'subgraph "{new.name}": all fields of {owner.name} are @external'
                    " and none is used",
                    "Remove the type, or use one of its fields in a @key, @requires or"
                    " @provides.",
                    (at(new.name, owner.node),),
                )


def extensions_have_base(subgraphs: Sequence[Subgraph]) -> Iterator[Diagnostic]:
    """What federation 1 extends, another subgraph defines (EXTENSION_WITH_NO_BASE)."""
    for subgraph in subgraphs:
        others = [s for s in subgraphs if s.name != subgraph.name]
        for owner in subgraph.types.values():
            based = any(_defines(s.types.get(owner.name)) for s in others)
            if subgraph.version is None and _extends(owner) and not based:
                yield Diagnostic(
                    Code.EXTENSION_WITH_NO_BASE,
                    f'subgraph "{subgraph.name}" extends {owner.name}, but no other'
                    " subgraph defines it",
                    f"Define {owner.name} in the subgraph that owns it.",
                    (at(subgraph.name, owner.node),),
                )


def _extends(owner: TypeDefinition) -> bool:
    composite = owner.kind in (Kind.OBJECT, Kind.INTERFACE)
    marked = owner.only_extended or has(owner, "extends")
    return composite and marked and owner.name not in _ROOTS


def _defines(owner: TypeDefinition | None) -> bool:
    return owner is not None and not owner.only_extended
