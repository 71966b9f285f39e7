"""How the fields of a contract are classified, read from its directives.

A contract is a subgraph that links https://tautan.example/contract. What a field
says of itself is a `Classification`; whether that is right, the rules decide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from graphql import EnumValueNode

from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import (
    COMPOSITE,
    Applied,
    Element,
    Field,
    Link,
    Subgraph,
    TypeDefinition,
    is_false,
)
from gateway.composition.subgraph.typeref import base_name

SEALED: Final = "Sealed"


@dataclass(frozen=True, slots=True)
class Classification:
    """What a field says of itself; what is not plainly `false` counts as true."""

    personal: bool
    impersonal: bool
    structural: bool
    """Its type is @impersonal: connections, counts, page ends."""
    specific: bool
    """Of class SPECIFIC in the sense of UU 27/2022 art. 4(2), or of a class unread."""
    identifies: bool
    secret: bool
    opens: str | None
    """The type of the value inside a sealed one."""

    @property
    def must_be_sealed(self) -> bool:
        """Whether the value may pass the gateway only sealed."""
        return self.personal and (self.identifies or self.specific or self.secret)


@dataclass(frozen=True, slots=True)
class ContractField:
    """A field of a contract with its classification."""

    facts: Facts
    owner: TypeDefinition
    field: Field
    classification: Classification

    @property
    def sealed(self) -> bool:
        """Whether its type is Sealed, or a list of it."""
        return base_name(self.field.type) == SEALED


def contract_link(subgraph: Subgraph) -> Link | None:
    """The link to our specification; None for a plain federation subgraph."""
    return next((k for k in subgraph.links if k.identity == specs.CONTRACT), None)


def contract_fields(context: MergeContext) -> Iterator[ContractField]:
    """Every field that a contract resolves; of an external one its owner speaks."""
    for facts in context.facts:
        link = contract_link(facts.subgraph)
        if link is None:
            continue
        for owner, field in facts.subgraph.fields(*COMPOSITE):
            if facts.is_external(field):
                continue
            yield ContractField(facts, owner, field, _classify(link, owner, field))


def contract_subgraphs(context: MergeContext) -> Iterator[tuple[Facts, Link]]:
    """The subgraphs that link our specification."""
    for facts in context.facts:
        link = contract_link(facts.subgraph)
        if link is not None:
            yield facts, link


def sealed_by_coordinate(context: MergeContext) -> dict[str, Classification]:
    """The strictest classification of each coordinate over all contracts."""
    found: dict[str, Classification] = {}
    for one in contract_fields(context):
        known = found.get(one.field.coordinate)
        if known is None or _strictness(one.classification) > _strictness(known):
            found[one.field.coordinate] = one.classification
    return found


def _strictness(classification: Classification) -> int:
    return classification.personal + 2 * classification.must_be_sealed


def _classify(link: Link, owner: TypeDefinition, field: Field) -> Classification:
    personal = _find(link, field, "@personal")
    opens = _find(link, field, "@opens")
    return Classification(
        personal=personal is not None,
        impersonal=_find(link, field, "@impersonal") is not None,
        structural=_find(link, owner, "@impersonal") is not None,
        specific=personal is not None and _class(personal) != "GENERAL",
        identifies=personal is not None and not is_false(personal, "identifies"),
        secret=personal is not None
        and "secret" in personal.args
        and not is_false(personal, "secret"),
        opens=opens.text("as") if opens else None,
    )


def _find(link: Link, element: Element, name: str) -> Applied | None:
    local = link.local(name).removeprefix("@")
    return next((a for a in element.applied if a.name == local), None)


def _class(personal: Applied) -> str | None:
    value = personal.args.get("class")
    return value.value if isinstance(value, EnumValueNode) else None
