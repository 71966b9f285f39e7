"""A node serves the contract in its SDL file, or it does not start.

The printed SDL of the strawberry schema and the file are brought to one form
(no descriptions, everything sorted, arguments at their default left out) and
compared as text. A directive or an enum for directives that the file defines
and no field uses need not be defined in Python.

This file knows nothing of resolvers or databases.
"""

from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSyntaxError,
    NameNode,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    Visitor,
    parse,
    print_ast,
    visit,
)

from subgraphs.sdk.errors import ContractMismatch, ContractUnreadable

_FEDERATION_TYPES = frozenset({"_Any", "_Entity", "_Service", "_FieldSet"})
_UNORDERED = frozenset(
    {"arguments", "directives", "fields", "interfaces", "locations", "values"}
)
_FEDERATION_FIELDS = frozenset({"_entities", "_service"})


@dataclass(frozen=True, slots=True)
class Contract:
    """The SDL of one agency as its maintainers signed it."""

    agency: str
    sdl: str
    document: DocumentNode

    @classmethod
    def read(cls, agency: str, path: Path) -> "Contract":
        """The contract in a file.

        Raises:
            ContractUnreadable: The file is missing or not SDL.
        """
        try:
            return cls.of(agency, path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ContractUnreadable(f"{path}: {error.strerror}") from None

    @classmethod
    def of(cls, agency: str, sdl: str) -> "Contract":
        """The contract in a text.

        Raises:
            ContractUnreadable: The text is not SDL.
        """
        try:
            return cls(agency, sdl, parse(sdl))
        except GraphQLSyntaxError as error:
            raise ContractUnreadable(f"The contract of {agency}: {error}") from None

    def require(self, printed: str) -> None:
        """Passes when the printed schema equals the contract.

        Args:
            printed: SDL that strawberry printed from the Python types.

        Raises:
            ContractMismatch: It differs; the error holds the difference.
        """
        wanted = _canonical(self.document, self.document)
        served = _canonical(parse(printed), self.document)
        unused = {
            name for name in wanted.keys() - served.keys() if name.startswith("~")
        }
        difference = "\n".join(
            unified_diff(
                _lines(wanted, unused),
                _lines(served, set()),
                fromfile=f"schema/subgraphs/{self.agency}.graphql",
                tofile=f"subgraphs/{self.agency}/schema.py",
                lineterm="",
            )
        )
        if difference:
            raise ContractMismatch(self.agency, difference)


def _lines(definitions: dict[str, str], leave_out: set[str]) -> list[str]:
    kept = (text for name, text in sorted(definitions.items()) if name not in leave_out)
    return "\n\n".join(kept).splitlines()


def _canonical(document: DocumentNode, contract: DocumentNode) -> dict[str, str]:
    """Name to canonical text; what may be unused has a name that starts with ~."""
    defaults = _directive_defaults(contract)
    used_by_directives = _types_of_directives(contract)
    found: dict[str, str] = {}
    for definition in document.definitions:
        node = visit(definition, _Canonical(defaults))
        match node:
            case DirectiveDefinitionNode(name=name):
                found[f"~@{name.value}"] = print_ast(node)
            case EnumTypeDefinitionNode(name=name) if name.value in used_by_directives:
                found[f"~{name.value}"] = print_ast(node)
            case TypeDefinitionNode(name=name) if name.value not in _FEDERATION_TYPES:
                found[name.value] = print_ast(node)
            case SchemaDefinitionNode() | SchemaExtensionNode():
                marks = map(print_ast, node.directives or ())
                found.update({f"schema {text}": text for text in marks})
            case _:
                pass
    return found


def _types_of_directives(contract: DocumentNode) -> set[str]:
    return {
        print_ast(argument.type).rstrip("!")
        for definition in contract.definitions
        if isinstance(definition, DirectiveDefinitionNode)
        for argument in definition.arguments or ()
    }


def _directive_defaults(contract: DocumentNode) -> dict[tuple[str, str], str]:
    return {
        (definition.name.value, argument.name.value): print_ast(argument.default_value)
        for definition in contract.definitions
        if isinstance(definition, DirectiveDefinitionNode)
        for argument in definition.arguments or ()
        if argument.default_value
    }


class _Canonical(Visitor):
    """Sorts members, drops descriptions, federation's own fields and defaults."""

    def __init__(self, defaults: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._defaults = defaults

    def leave(self, node: Node, *_: Any) -> Node:
        """The node in the form that is compared."""
        changes: dict[str, Any] = {
            key: self._kept(node, getattr(node, key) or ())
            for key in _UNORDERED & set(node.keys)
        }
        if "description" in node.keys:
            changes["description"] = None
        return replace(node, **changes)

    def _kept(self, node: Node, members: tuple[Node, ...]) -> tuple[Node, ...]:
        kept = [member for member in members if not self._omitted(node, member)]
        return tuple(sorted(kept, key=print_ast))

    def _omitted(self, node: Node, member: Node) -> bool:
        if isinstance(node, DirectiveNode) and isinstance(member, ArgumentNode):
            usual = self._defaults.get((node.name.value, member.name.value))
            return usual == print_ast(member.value)
        return _name(member) in _FEDERATION_FIELDS


def _name(node: Node) -> str | None:
    name = getattr(node, "name", None)
    return name.value if isinstance(name, NameNode) else None
