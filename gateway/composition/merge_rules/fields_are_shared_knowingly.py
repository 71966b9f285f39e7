"""A field that several subgraphs resolve is marked `@shareable` in each.

Finding: INVALID_FIELD_SHARING. Two subgraphs that resolve a field must give the
same answer; the mark says that their owners know. A field of the subscription
root can't be shared at all.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import FieldSource, MergeContext
from gateway.composition.merge_rules.places import places, quoted_names
from gateway.composition.subgraph.model import Kind, has


def fields_are_shared_knowingly(context: MergeContext) -> Iterator[Diagnostic]:
    """Report fields that several subgraphs resolve and not all mark."""
    for owner, name, sources in context.all_fields(Kind.OBJECT):
        inherited = context.interface_object_sources(owner, name)
        resolving = [
            s
            for s in (*sources, *inherited)
            if s.facts.resolves(s.field) and context.overridden(s) is None
        ]
        unmarked = [s for s in resolving if not _shareable(owner, s)]
        if unmarked and len(resolving) > 1:
            yield Diagnostic(
                Code.INVALID_FIELD_SHARING,
                f"{owner}.{name} is resolved by"
                f" {quoted_names(s.facts.name for s in resolving)}, but not shareable"
                f" in {quoted_names(s.facts.name for s in unmarked)}",
                "Mark it @shareable in each of them, or resolve it in one alone.",
                places(resolving),
            )
        elif owner == "Subscription" and any(
            has(s.field, "shareable") for s in sources
        ):
            yield Diagnostic(
                Code.INVALID_FIELD_SHARING,
                f"{owner}.{name} is a subscription, which can't be shared",
                "Remove @shareable.",
                places(sources),
            )


def _shareable(owner: str, source: FieldSource) -> bool:
    """What is provided on some path is meant to be shared; its owner has to agree."""
    if owner == "Subscription":
        return False
    return source.external or source.field.coordinate in source.facts.shareable
