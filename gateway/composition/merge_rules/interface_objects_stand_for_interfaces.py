"""An `@interfaceObject` stands for an interface that another subgraph defines with its types.

Finding: INTERFACE_OBJECT_USAGE_ERROR.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext, TypeSource
from gateway.composition.merge_rules.places import type_places


def interface_objects_stand_for_interfaces(
    context: MergeContext,
) -> Iterator[Diagnostic]:
    """Report interface objects without an interface, or beside its implementations."""
    for name in context.type_names:
        sources = context.sources(name)
        objects = [s for s in sources if s.interface_object]
        if objects and len(objects) == len(sources):
            yield _finding(name, objects, "no subgraph defines it as an interface")
        implementers = {
            t
            for t in context.type_names
            if objects and name in context.interfaces_of(t)
        }
        for one in objects:
            beside = sorted(implementers & one.facts.subgraph.types.keys())
            if beside:
                reason = f'"{one.facts.name}" also defines {", ".join(beside)}'
                yield _finding(name, [one], reason)


def _finding(name: str, sources: list[TypeSource], reason: str) -> Diagnostic:
    return Diagnostic(
        Code.INTERFACE_OBJECT_USAGE_ERROR,
        f"{name} is an @interfaceObject, but {reason}",
        "Define the interface in one subgraph and its stand-in in another.",
        type_places(sources),
    )
