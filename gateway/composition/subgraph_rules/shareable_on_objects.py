"""`@shareable` stands on object types and their fields, once per declaration.

Finding: INVALID_SHAREABLE_USAGE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import (
    COMPOSITE,
    Element,
    Kind,
    applications,
    has,
)


def shareable_on_objects(facts: Facts) -> Iterator[Diagnostic]:
    """Report `@shareable` on interface fields, and twice on the same place."""
    for _, field in facts.subgraph.fields(Kind.INTERFACE):
        if has(field, "shareable"):
            yield Diagnostic(
                Code.INVALID_SHAREABLE_USAGE,
                f'subgraph "{facts.name}": interface field {field.coordinate} is'
                " @shareable",
                "Mark the fields of the object types instead.",
                (at(facts.name, field.node),),
            )
    for owner in facts.subgraph.types.values():
        yield from _once(facts, owner.name, owner)
    for _, field in facts.subgraph.fields(*COMPOSITE):
        yield from _once(facts, field.coordinate, field)


def _once(facts: Facts, coordinate: str, element: Element) -> Iterator[Diagnostic]:
    marks = applications(element, "shareable")
    if len({m.part for m in marks}) < len(marks):
        yield Diagnostic(
            Code.INVALID_SHAREABLE_USAGE,
            f'subgraph "{facts.name}": {coordinate} is @shareable more than once',
            "Keep one.",
            (at(facts.name, marks[-1].node),),
        )
