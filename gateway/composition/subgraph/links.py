"""Reads the `@link` applications of a document.

Findings: INVALID_LINK_IDENTIFIER, INVALID_LINK_DIRECTIVE_USAGE,
UNKNOWN_LINK_VERSION, UNKNOWN_FEDERATION_LINK_VERSION, UNSUPPORTED_FEATURE.
Source: https://specs.apollo.dev/link/v1.0.
"""

import re
from collections.abc import Iterator
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    value_from_ast_untyped,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import Link

_URL = re.compile(
    r"(?P<identity>https?://[^/]+(?:/[^/]+)*?)/v(?P<major>\d+)\.(?P<minor>\d+)/?"
)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def read_links(
    subgraph: str, document: DocumentNode
) -> tuple[tuple[Link, ...], tuple[Diagnostic, ...]]:
    """Every `@link` of a document that can be understood, and what is wrong with the rest."""
    links: list[Link] = []
    found: list[Diagnostic] = []
    for node in _link_directives(document):
        arguments = {
            a.name.value: value_from_ast_untyped(a.value) for a in node.arguments or ()
        }
        link = _read(node, arguments)
        if link is None:
            found.append(
                Diagnostic(
                    Code.INVALID_LINK_IDENTIFIER,
                    f'subgraph "{subgraph}" links {arguments.get("url")!r}, which is'
                    " not the address of a specification",
                    "Use an address like https://specs.example/name/v1.0.",
                    (at(subgraph, node),),
                )
            )
            continue
        links.append(link)
        found.extend(_imports_are_well_formed(subgraph, link, arguments))
        found.extend(_version_is_known(subgraph, link))
    return tuple(links), tuple(found)


def _link_directives(document: DocumentNode) -> Iterator[DirectiveNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield from (
                d
                for d in definition.directives or ()
                if any(a.name.value == "url" for a in d.arguments or ())
            )


def _read(node: DirectiveNode, arguments: dict[str, Any]) -> Link | None:
    url = arguments.get("url")
    match = _URL.fullmatch(url) if isinstance(url, str) else None
    if match is None:
        return None
    identity = match["identity"]
    last = identity.rpartition("/")[2]
    alias = arguments.get("as")
    return Link(
        url=str(url),
        identity=identity,
        name=last
        if not identity.endswith(f"//{last}") and _NAME.fullmatch(last)
        else None,
        version=(int(match["major"]), int(match["minor"])),
        alias=alias if isinstance(alias, str) else None,
        imports=dict(_import_pairs(arguments)),
        node=node,
    )


def _import_pairs(arguments: dict[str, Any]) -> Iterator[tuple[str, str]]:
    listed = arguments.get("import")
    for item in listed if isinstance(listed, list) else [listed]:
        match item:
            case str():
                yield item, item
            case {"name": str(name), "as": str(alias)}:
                yield alias, name
            case {"name": str(name)}:
                yield name, name
            case _:
                pass  # reported by _imports_are_well_formed


def _imports_are_well_formed(
    subgraph: str, link: Link, arguments: dict[str, Any]
) -> Iterator[Diagnostic]:
    listed = arguments.get("import")
    items = listed if isinstance(listed, list) else []
    bad = [repr(i) for i in items if not _is_import(i)]
    bad += [
        theirs
        for ours, theirs in link.imports.items()
        if ours.startswith("@") != theirs.startswith("@")
    ]
    if link.identity == specs.FEDERATION:
        known = {f"@{name}" for name in specs.signatures(link.version)} | specs.SCALARS
        bad += [name for name in link.imports.values() if name not in known]
    for name in bad:
        yield Diagnostic(
            Code.INVALID_LINK_DIRECTIVE_USAGE,
            f'subgraph "{subgraph}" imports {name} from {link.url}, which does not'
            " define it",
            "Correct the name, or link a version that has it.",
            (at(subgraph, link.node),),
        )


def _is_import(item: object) -> bool:
    match item:
        case str() | {"name": str()}:
            return True
        case _:
            return False


def _version_is_known(subgraph: str, link: Link) -> Iterator[Diagnostic]:
    where = (at(subgraph, link.node),)
    if link.identity == specs.LINK and link.version != (1, 0):
        yield Diagnostic(
            Code.UNKNOWN_LINK_VERSION,
            f'subgraph "{subgraph}" links {link.url}; only link/v1.0 is known',
            'Link "https://specs.apollo.dev/link/v1.0".',
            where,
        )
    known = (2, 0) <= link.version <= specs.NEWEST
    if link.identity == specs.FEDERATION and not known:
        yield Diagnostic(
            Code.UNKNOWN_FEDERATION_LINK_VERSION,
            f'subgraph "{subgraph}" links {link.url}; versions 2.0 to 2.12 are known',
            "Link one of these versions.",
            where,
        )
    if link.identity == specs.CONNECT:
        yield Diagnostic(
            Code.UNSUPPORTED_FEATURE,
            f'subgraph "{subgraph}" uses connectors ({link.url}), which this gateway'
            " does not run",
            "Serve these fields from a GraphQL subgraph.",
            where,
        )
