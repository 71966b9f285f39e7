"""Keys on interfaces came with federation 2.3; requirements and provisions never did.

Findings: KEY_UNSUPPORTED_ON_INTERFACE, REQUIRES_UNSUPPORTED_ON_INTERFACE,
PROVIDES_UNSUPPORTED_ON_INTERFACE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import Kind
from gateway.composition.subgraph.uses import FieldSetUse


def directives_supported_on_interface(facts: Facts) -> Iterator[Diagnostic]:
    """Report field sets on an interface, or on a field of one."""
    for use in facts.uses:
        owner = facts.subgraph.types[use.owner]
        if owner.kind is Kind.INTERFACE and not _allowed(facts, use):
            yield Diagnostic(
                Code(use.code("UNSUPPORTED_ON_INTERFACE")),
                f'subgraph "{facts.name}": @{use.directive} on {use.on} stands on an'
                " interface",
                "Link federation 2.3 or later."
                if use.directive == "key"
                else "Put it on the fields of the object types.",
                (at(facts.name, use.applied.node),),
            )


def _allowed(facts: Facts, use: FieldSetUse) -> bool:
    version = facts.subgraph.version
    return use.directive == "key" and (version or (0, 0)) >= (2, 3)
