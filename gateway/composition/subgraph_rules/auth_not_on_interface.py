"""Who may see an interface follows from its implementations alone.

Finding: AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE. An `@interfaceObject` stands for
an interface.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Element, Kind, has

AUTH: Final = ("authenticated", "requiresScopes", "policy")


def auth_not_on_interface(facts: Facts) -> Iterator[Diagnostic]:
    """Report authorisation directives on interfaces, their fields, interface objects."""
    for owner in facts.subgraph.types.values():
        stands_in = has(owner, "interfaceObject")
        if owner.kind is not Kind.INTERFACE and not stands_in:
            continue
        elements: list[tuple[str, Element]] = [(owner.name, owner)]
        if not stands_in:
            elements += [(f.coordinate, f) for f in owner.fields.values()]
        for coordinate, element in elements:
            for name in AUTH:
                if has(element, name):
                    yield Diagnostic(
                        Code.AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE,
                        f'subgraph "{facts.name}": @{name} on {coordinate}, which is an'
                        " interface",
                        "Put it on the implementing types and their fields.",
                        (at(facts.name, owner.node),),
                    )
