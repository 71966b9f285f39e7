"""A subgraph that finds an interface by key knows all types that implement it.

Finding: INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE. Only so can it tell which
type a found entity is.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import type_places
from gateway.composition.subgraph.model import Kind, has


def keyed_interfaces_know_all_types(context: MergeContext) -> Iterator[Diagnostic]:
    """Report interfaces with a key in a subgraph that lacks an implementation."""
    for name in context.of_kind(Kind.INTERFACE):
        implementers = {
            t.name for f in context.facts for t in f.subgraph.implementers(name)
        }
        for source in context.sources(name):
            if source.interface_object or not has(source.type, "key"):
                continue
            known = {t.name for t in source.facts.subgraph.implementers(name)}
            missing = sorted(implementers - known)
            if missing:
                yield Diagnostic(
                    Code.INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE,
                    f'subgraph "{source.facts.name}": interface {name} has a key, but'
                    f" the subgraph lacks {', '.join(missing)}",
                    "Define the missing types, or use @interfaceObject.",
                    type_places([source]),
                )
