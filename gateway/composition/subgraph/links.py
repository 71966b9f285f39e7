"""Reads the `@link` applications of a document.

A document links specifications when it links the federation specification, the
link specification itself, or our contracts; else an `@link` says nothing, as in
federation 1. What goes wrong in one link is told apart from what two links do to
each other: see `link_conflicts`.

Findings: INVALID_LINK_IDENTIFIER, INVALID_LINK_DIRECTIVE_USAGE,
UNKNOWN_LINK_VERSION, UNSUPPORTED_FEATURE.
Source: https://specs.apollo.dev/link/v1.0.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from graphql import (
    DirectiveNode,
    DocumentNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    value_from_ast_untyped,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.link_conflicts import conflict
from gateway.composition.subgraph.model import Link

_VERSION: Final = re.compile(r"v(?P<major>\d+)\.(?P<minor>\d+)")
_SIGNIFICANT: Final = (specs.FEDERATION, specs.LINK, specs.CONTRACT)
_IMPORT: Final = re.compile(r"@?[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a document that hold, and what is wrong with the others."""

    links: tuple[Link, ...]
    wrong: tuple[Diagnostic, ...]
    explicit: bool
    """Whether the document links the link specification itself."""


def read_links(subgraph: str, document: DocumentNode) -> Links:
    """Every `@link` of a document; later links must fit the earlier ones."""
    nodes = list(_link_directives(document))
    explicit = any(_url(n).startswith(specs.LINK) for n in nodes)
    if not any(_url(n).startswith(_SIGNIFICANT) for n in nodes):
        return Links((), (), explicit=False)
    links: list[Link] = []
    wrong: list[Diagnostic] = []
    for node in nodes:
        link = _read(subgraph, node)
        found = (
            (link,)
            if isinstance(link, Diagnostic)
            else tuple(_against(subgraph, link, links))
        )
        wrong += found
        if isinstance(link, Link) and not found:
            links.append(link)
    return Links(tuple(links), tuple(wrong), explicit=explicit)


def _against(subgraph: str, link: Link, earlier: list[Link]) -> Iterator[Diagnostic]:
    yield from _imports_are_well_formed(subgraph, link)
    yield from _feature_is_supported(subgraph, link)
    if reason := conflict(link, earlier):
        yield Diagnostic(
            Code.INVALID_LINK_DIRECTIVE_USAGE,
            f'subgraph "{subgraph}" links {link.url}, but {reason}',
            "Link each specification once, and give what clashes another name with"
            ' "as".',
            (at(subgraph, link.node),),
        )


def _link_directives(document: DocumentNode) -> Iterator[DirectiveNode]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode | SchemaExtensionNode):
            yield from (
                d
                for d in definition.directives or ()
                if d.name.value == "link" or _url(d).startswith(specs.LINK + "/")
            )


def _arguments(node: DirectiveNode) -> dict[str, Any]:
    return {a.name.value: value_from_ast_untyped(a.value) for a in node.arguments or ()}


def _url(node: DirectiveNode) -> str:
    url = _arguments(node).get("url")
    return url if isinstance(url, str) else ""


def _read(subgraph: str, node: DirectiveNode) -> Link | Diagnostic:
    arguments = _arguments(node)
    url = _url(node)
    parts = urlsplit(url)
    identity, _, last = parts.path.rpartition("/")
    version = _VERSION.fullmatch(last)
    name = identity.rpartition("/")[2]
    if not parts.scheme or version is None or not name:
        return Diagnostic(
            Code.INVALID_LINK_IDENTIFIER,
            f'subgraph "{subgraph}" links {url!r}, which is'
            " not the address of a specification",
            "Use an address like https://specs.example/name/v1.0.",
            (at(subgraph, node),),
        )
    alias = arguments.get("as")
    return Link(
        url=url,
        identity=urlunsplit(SplitResult(parts.scheme, parts.netloc, identity, "", "")),
        name=name,
        version=(int(version["major"]), int(version["minor"])),
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


def _imports_are_well_formed(subgraph: str, link: Link) -> Iterator[Diagnostic]:
    listed = _arguments(link.node).get("import")
    items = listed if isinstance(listed, list) else []
    bad = [repr(i) for i in items if not _is_import(i)]
    bad += [
        theirs
        for ours, theirs in link.imports.items()
        if ours.startswith("@") != theirs.startswith("@")
    ]
    known = specs.elements(link.identity, link.version)
    if known:
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
        case str():
            return True
        case {"name": str(name), **rest}:
            renamed = rest.get("as", name)
            names = isinstance(renamed, str) and _IMPORT.fullmatch(renamed)
            return bool(names and _IMPORT.fullmatch(name)) and rest.keys() <= {"as"}
        case _:
            return False


def _feature_is_supported(subgraph: str, link: Link) -> Iterator[Diagnostic]:
    where = (at(subgraph, link.node),)
    if link.identity == specs.LINK and link.version != (1, 0):
        yield Diagnostic(
            Code.UNKNOWN_LINK_VERSION,
            f'subgraph "{subgraph}" links {link.url}; only link/v1.0 is known',
            'Link "https://specs.apollo.dev/link/v1.0".',
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
