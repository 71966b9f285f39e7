"""Directives of a supergraph document, read into plain values.

The join specification has gone through several versions; the names of its
directives are stable, so that one reader serves them all.
"""

from collections.abc import Iterator
from typing import Any

from graphql import DirectiveNode, DocumentNode, value_from_ast_untyped
from graphql.language import SchemaDefinitionNode, SchemaExtensionNode

SPEC_PREFIXES = ("join__", "link__", "core__")
SPEC_DIRECTIVES = frozenset({"link", "core"})
FEATURES = "https://specs.apollo.dev/"


def applied(
    directives: tuple[DirectiveNode, ...] | None, name: str
) -> Iterator[dict[str, Any]]:
    """Yield the arguments of each application of a directive."""
    for directive in directives or ():
        if directive.name.value == name:
            yield arguments_of(directive)


def arguments_of(directive: DirectiveNode) -> dict[str, Any]:
    """Return the arguments of one applied directive as Python values."""
    return {
        one.name.value: value_from_ast_untyped(one.value)
        for one in directive.arguments or ()
    }


def is_of_specification(name: str) -> bool:
    """Whether a type or directive belongs to the join, link or core machinery."""
    return name in SPEC_DIRECTIVES or name.startswith(SPEC_PREFIXES)


def inaccessible_name(document: DocumentNode) -> str:
    """Return the name that @inaccessible has in this document."""
    for definition in document.definitions:
        if not isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            continue
        for arguments in applied(definition.directives, "link"):
            url = str(arguments.get("url", ""))
            if not url.startswith(f"{FEATURES}inaccessible/"):
                continue
            for item in arguments.get("import") or ():
                if isinstance(item, dict) and item.get("name") == "@inaccessible":
                    return str(item.get("as", "@inaccessible")).removeprefix("@")
            return str(arguments.get("as") or "inaccessible")
    return "inaccessible"


def join_version(document: DocumentNode) -> tuple[int, int]:
    """Return the version of the join specification, (0, 3) when none is named."""
    for definition in document.definitions:
        if not isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            continue
        for name, argument in (("link", "url"), ("core", "feature")):
            for arguments in applied(definition.directives, name):
                url = str(arguments.get(argument, ""))
                if url.startswith(f"{FEATURES}join/v"):
                    major, _, minor = url.rsplit("/v", 1)[1].partition(".")
                    if major.isdigit() and minor.isdigit():
                        return int(major), int(minor)
    return 0, 3
