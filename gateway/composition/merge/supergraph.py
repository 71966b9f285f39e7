"""Puts the merged parts together: types, directives, and the links they need."""

from collections.abc import Iterable, Iterator
from typing import Final

from gateway.composition.merge.authorisation import carry_authorisation
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.directives import merge_directives
from gateway.composition.merge.executable import merge_directive_definitions
from gateway.composition.merge.graphs import graphs_of
from gateway.composition.merge.joins import quoted
from gateway.composition.merge.merged import (
    Directive,
    Merged,
    MergedField,
    MergedType,
    SpecLink,
)
from gateway.composition.merge.types import TypeMerger
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Kind

_ROOTS: Final = {
    "query": "Query",
    "mutation": "Mutation",
    "subscription": "Subscription",
}
_PURPOSES: Final = {
    "inaccessible": "SECURITY",
    "authenticated": "SECURITY",
    "requiresScopes": "SECURITY",
    "policy": "SECURITY",
    "context": "SECURITY",
    "cacheTag": "EXECUTION",
}
_DROPPED: Final = frozenset({"composeDirective", "link"})


def merge(context: MergeContext) -> Merged:
    """The merged schema; called once the merge rules have found nothing."""
    graphs = graphs_of(context.facts)
    merger = TypeMerger(context, graphs)
    types = {
        name: merged
        for name in context.type_names
        if not _is_empty(merged := merger.merge(name))
    }
    types = carry_authorisation(types)
    applied = merge_directives(
        context,
        [
            (f.name, [a for a in f.subgraph.applied if a.federation not in _DROPPED])
            for f in context.facts
        ],
    )
    return Merged(
        graphs=tuple(graphs.values()),
        links=tuple(_links(context, types.values(), applied)),
        types=types,
        directives=merge_directive_definitions(context),
        roots={k: n for k, n in _ROOTS.items() if n in types},
        applied=applied,
    )


def _is_empty(merged: MergedType) -> bool:
    """A root type without fields says nothing; subgraphs may leave it empty."""
    return (
        merged.kind is Kind.OBJECT
        and not merged.fields
        and merged.name in _ROOTS.values()
    )


def _links(
    context: MergeContext,
    types: Iterable[MergedType],
    applied: tuple[Directive, ...],
) -> Iterator[SpecLink]:
    types = list(types)
    used = {d.name for t in types for d in _directives(t)} | {d.name for d in applied}
    carried = [s for name, s in specs.CARRIED.items() if _is_carried(name, types)]
    joins = [d for t in types for f in t.fields.values() for d in f.joins]
    version = "v0.5" if carried else _join_version(joins)
    yield SpecLink("https://specs.apollo.dev/link/v1.0")
    yield SpecLink(f"https://specs.apollo.dev/join/{version}", purpose="EXECUTION")
    kept = {spec for name, spec in specs.SPEC_OF.items() if name in used}
    for spec in sorted(kept.union(carried)):
        name = spec.partition("/")[0]
        imports: tuple[tuple[str, str], ...] = ()
        if name == "cost" and "listSize" in used:
            imports = (("@cost", "@cost"), ("@listSize", "@listSize"))
        purpose = _PURPOSES.get(name)
        yield SpecLink(f"https://specs.apollo.dev/{spec}", imports, purpose)
    yield from _composed_links(context)


def _is_carried(name: str, types: list[MergedType]) -> bool:
    """Whether some element carries a directive as it stands in subgraphs."""
    named = ("name", quoted(f"federation__{name}"))
    said = [d for t in types for d in t.carried]
    said += [d for t in types for f in t.fields.values() for d in f.carried]
    return any(named in one.args for one in said)


def _directives(merged: MergedType) -> Iterator[Directive]:
    yield from merged.directives
    for field in merged.fields.values():
        yield from field.directives
        yield from _argument_directives(field)
    for value in merged.inputs.values():
        yield from value.directives
    for item in merged.values.values():
        yield from item.directives


def _argument_directives(field: MergedField) -> Iterator[Directive]:
    for argument in field.args.values():
        yield from argument.directives


def _join_version(joins: list[Directive]) -> str:
    """The oldest version of the join specification that can say what is said."""
    arguments = {name for d in joins for name, _ in d.args}
    if "contextArguments" in arguments:
        return "v0.5"
    return "v0.4" if "overrideLabel" in arguments else "v0.3"


def _composed_links(context: MergeContext) -> Iterator[SpecLink]:
    by_identity: dict[str, list[tuple[str, str]]] = {}
    urls: dict[str, tuple[tuple[int, int], str]] = {}
    for name, winner in context.composed.winners().items():
        link = winner.link
        version = link.version
        urls[link.identity] = max(
            urls.get(link.identity, (version, link.url)), (version, link.url)
        )
        pair = (f"@{winner.original}", f"@{name}")
        by_identity.setdefault(link.identity, []).append(pair)
    for identity, imports in sorted(by_identity.items()):
        yield SpecLink(urls[identity][1], tuple(imports))
