"""Merges the directives of one element: which ones stay, and with which arguments.

Federation's own that gateways and tools need (@tag, @inaccessible, authorisation,
cost), GraphQL's (@deprecated, @specifiedBy), and composed ones. The same
application from two subgraphs stays once; of a directive that is not repeatable
one application stays, by the rule of its specification or the one most subgraphs
agree on.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from graphql import ListValueNode, StringValueNode, ValueNode, parse_value

from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.merged import Directive
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Applied
from gateway.composition.values import canonical

BUILT_IN: Final = frozenset({"deprecated", "specifiedBy"})
MOST_WAYS: Final = 1024
"""Of a merged @requiresScopes or @policy: the product of those of each subgraph."""
REPEATABLE: Final = frozenset({"tag", "context"})

Sourced: TypeAlias = tuple[str, Sequence[Applied]]
"""A subgraph's name and what it applies."""


class TooManyWays(Exception):
    """What subgraphs require together can be met in more ways than can be listed."""


def merge_directives(
    context: MergeContext, sources: Iterable[Sourced]
) -> tuple[Directive, ...]:
    """The directives of a merged element, sorted by name and arguments."""
    found: dict[str, list[Directive]] = {}
    repeatable = REPEATABLE | {
        name
        for name, w in context.composed.winners().items()
        if w.definition.repeatable
    }
    for subgraph, applied in sources:
        for one in applied:
            name = kept_name(context, subgraph, one)
            if name is not None:
                found.setdefault(name, []).append(directive_of(name, subgraph, one))
    merged = [
        directive
        for name, all_of in found.items()
        for directive in (
            set(all_of) if name in repeatable else {combine(name, all_of)}
        )
    ]
    return tuple(sorted(merged, key=lambda d: (d.name, d.args)))


def kept_name(context: MergeContext, subgraph: str, applied: Applied) -> str | None:
    """What the supergraph calls an applied directive; None when it leaves it out."""
    if applied.federation in specs.SPEC_OF and applied.federation != "fromContext":
        return applied.federation
    if applied.federation is not None:
        return None
    kept = applied.name in BUILT_IN or context.composed.kept(subgraph, applied.name)
    return applied.name if kept else None


def directive_of(name: str, subgraph: str, applied: Applied) -> Directive:
    """An application as the supergraph says it."""
    if name == "context":  # contexts of two subgraphs are two contexts
        context = StringValueNode(value=f"{subgraph}__{applied.text('name')}")
        return Directive(name, (("name", canonical(context)),))
    return Directive(name, tuple((a, canonical(v)) for a, v in applied.args.items()))


def combine(name: str, all_of: list[Directive]) -> Directive:
    """One application that says what all say, of a directive that is not repeatable."""
    match name:
        case "requiresScopes":
            return _conjunction(name, "scopes", all_of)
        case "policy":
            return _conjunction(name, "policies", all_of)
        case "cost":
            return max(all_of, key=lambda d: int(dict(d.args).get("weight", "0")))
        case _:
            return max(set(all_of), key=lambda d: (all_of.count(d), d.args))


def _conjunction(name: str, argument: str, all_of: list[Directive]) -> Directive:
    """What satisfies each subgraph: each way of one together with each way of the other.

    Raises:
        TooManyWays: they are more than `MOST_WAYS`.
    """
    ways: set[frozenset[str]] = {frozenset()}
    for directive in sorted(set(all_of), key=str):
        here = _sets(parse_value(dict(directive.args)[argument]))
        if len(ways) * len(here) > MOST_WAYS:
            raise TooManyWays(name)
        ways = {left | right for left in ways for right in here}
    smallest = {w for w in ways if not any(other < w for other in ways)}
    text = ", ".join(
        "[" + ", ".join(canonical(StringValueNode(value=s)) for s in way) + "]"
        for way in sorted(sorted(w) for w in smallest)
    )
    return Directive(name, ((argument, f"[{text}]"),))


def _sets(value: ValueNode) -> set[frozenset[str]]:
    if not isinstance(value, ListValueNode):
        return {frozenset()}
    return {
        frozenset(s.value for s in inner.values if isinstance(s, StringValueNode))
        for inner in value.values
        if isinstance(inner, ListValueNode)
    }
