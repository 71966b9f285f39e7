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
    return directive_name(document, "inaccessible", "inaccessible")


def directive_name(document: DocumentNode, feature: str, directive: str) -> str:
    """Return the name that a directive of a linked feature has in a document.

    An import decides, with its `as`; else a directive named like its feature has
    the feature's name there, and any other stands behind it: `cost__listSize`.

    Args:
        document: A supergraph.
        feature: As in the URL of its specification: `cost`.
        directive: As the specification calls it: `listSize`.

    Returns:
        The name, without `@`. Where the feature is not linked, the directive's own.
    """
    for definition in document.definitions:
        if not isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            continue
        for arguments in applied(definition.directives, "link"):
            if str(arguments.get("url", "")).startswith(f"{FEATURES}{feature}/"):
                prefix = str(arguments.get("as") or feature)
                plain = prefix if directive == feature else f"{prefix}__{directive}"
                return _imported(arguments.get("import"), directive) or plain
    return directive


def _imported(imports: Any, directive: str) -> str | None:
    for item in imports or ():
        given = item if isinstance(item, dict) else {"name": item}
        if given.get("name") == f"@{directive}":
            return str(given.get("as") or f"@{directive}").removeprefix("@")
    return None


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
