"""A field that is external somewhere is resolved elsewhere.

Finding: EXTERNAL_MISSING_ON_BASE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.places import places, quoted_names
from gateway.composition.subgraph.model import COMPOSITE


def external_fields_have_base(context: MergeContext) -> Iterator[Diagnostic]:
    """Report fields that are external in every subgraph that has them."""
    for owner, name, sources in context.all_fields(*COMPOSITE):
        inherited = context.interface_object_sources(owner, name)
        if all(s.external for s in sources) and not inherited:
            yield Diagnostic(
                Code.EXTERNAL_MISSING_ON_BASE,
                f"{owner}.{name} is @external in"
                f" {quoted_names(s.facts.name for s in sources)}, and no other subgraph"
                " resolves it",
                "Add the field to the subgraph that owns it, or remove @external.",
                places(sources),
            )
