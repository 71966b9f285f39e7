"""What is said of a field for the supergraph is said where the field is resolved.

Finding: MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.directives import merge_directives
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import COMPOSITE


def external_carries_no_merged_directive(context: MergeContext) -> Iterator[Diagnostic]:
    """Report external fields with @tag, @inaccessible or another kept directive."""
    for _, _, sources in context.all_fields(*COMPOSITE):
        for source in sources:
            if not source.external or all(s.external for s in sources):
                continue
            for directive in merge_directives(
                context, [(source.facts.name, source.field.applied)]
            ):
                yield Diagnostic(
                    Code.MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL,
                    f'subgraph "{source.facts.name}": {source.field.coordinate} is'
                    f" @external and has @{directive.name}",
                    f"Move @{directive.name} to the subgraph that resolves the field.",
                    places([source]),
                )
