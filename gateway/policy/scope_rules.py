"""What a supergraph asks of a token: @authenticated, @requiresScopes and @policy.

Directives of Apollo Federation 2.5 and 2.6, on fields and on types. A field needs
what stands on it, on the type that it belongs to, and on the type that it gives.
This file reads; `gateway.policy.scoped_access` decides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from graphql import (
    DocumentNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
)

from gateway.supergraph.directives import applied, directive_name
from gateway.supergraph.model import type_ref

AnyOf = frozenset[frozenset[str]]
"""Sets of which one must be held whole."""


@dataclass(frozen=True, slots=True)
class Need:
    """What must hold for a field to be read."""

    authenticated: bool = False
    scopes: tuple[AnyOf, ...] = ()
    """Each must be met."""
    policies: tuple[AnyOf, ...] = ()
    """Likewise, by policies."""

    def __bool__(self) -> bool:
        return self.authenticated or bool(self.scopes) or bool(self.policies)

    def __and__(self, other: "Need") -> "Need":
        return Need(
            self.authenticated or other.authenticated,
            self.scopes + other.scopes,
            self.policies + other.policies,
        )


NOTHING: Final = Need()


def read_needs(document: DocumentNode) -> Mapping[str, Need]:
    """Return what fields need, by `Type.field`; what needs nothing is left out.

    Args:
        document: The supergraph's SDL, parsed.
    """
    reader = _Reader(
        *(
            directive_name(document, one, one)
            for one in ("authenticated", "requiresScopes", "policy")
        )
    )
    types = {
        one.name.value: reader.need(one)
        for one in document.definitions
        if isinstance(one, TypeDefinitionNode)
    }
    found: dict[str, Need] = {}
    for one in document.definitions:
        if isinstance(one, ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode):
            own = types[one.name.value]
            for field in one.fields or ():
                given = types.get(type_ref(field.type).name, NOTHING)
                need = reader.need(field) & own & given
                if need:
                    found[f"{one.name.value}.{field.name.value}"] = need
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class _Reader:
    authenticated: str
    requires_scopes: str
    policy: str

    def need(self, node: Any) -> Need:
        directives = node.directives
        return Need(
            any(True for _ in applied(directives, self.authenticated)),
            tuple(
                _any_of(one.get("scopes"))
                for one in applied(directives, self.requires_scopes)
            ),
            tuple(
                _any_of(one.get("policies")) for one in applied(directives, self.policy)
            ),
        )


def _any_of(given: Iterable[Iterable[str]] | None) -> AnyOf:
    return frozenset(frozenset(one) for one in given or ())
