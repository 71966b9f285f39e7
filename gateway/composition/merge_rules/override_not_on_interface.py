"""A field of an interface is not resolved, so it can't move between subgraphs.

Finding: OVERRIDE_ON_INTERFACE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.model import Kind, has


def override_not_on_interface(context: MergeContext) -> Iterator[Diagnostic]:
    """Report `@override` on an interface's field."""
    for facts in context.facts:
        for _, field in facts.subgraph.fields(Kind.INTERFACE):
            if not has(field, "override"):
                continue
            yield Diagnostic(
                Code.OVERRIDE_ON_INTERFACE,
                f'subgraph "{facts.name}": interface field {field.coordinate} has'
                " @override",
                "Override the fields of the object types instead.",
                (at(facts.name, field.node),),
            )
