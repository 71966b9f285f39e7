"""From the SDL that an owner hands in to a `Subgraph`: parse, link, define, validate, read.

Each step needs the one before to have found nothing, so a subgraph reports the
errors of its first wrong step; other subgraphs report theirs at the same time.
Where a document leaves no schema to judge (a name defined twice, a type that is
nowhere, a link that can't be read), that alone is reported.
"""

from collections.abc import Iterator

from graphql import (
    DirectiveDefinitionNode,
    DocumentNode,
    GraphQLSyntaxError,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    parse,
)

from gateway.composition.diagnostics import Code, Diagnostic, Where, at
from gateway.composition.source import SubgraphSource
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.definitions import definitions_agree
from gateway.composition.subgraph.known_names import directives_are_known
from gateway.composition.subgraph.links import read_links
from gateway.composition.subgraph.model import Link, Subgraph
from gateway.composition.subgraph.names import federation_names
from gateway.composition.subgraph.read import Reader
from gateway.composition.subgraph.structure import Structure
from gateway.composition.subgraph.validity import is_valid_graphql

_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


def ingest(source: SubgraphSource) -> Subgraph | tuple[Diagnostic, ...]:
    """A subgraph, or what keeps it from being one."""
    document = _parse(source)
    if isinstance(document, Diagnostic):
        return (document,)
    structure = Structure(source.name, document)
    if wrong := tuple(structure.definitions_are_single()):
        return wrong
    found = read_links(source.name, document)
    if found.wrong and not found.explicit:
        return found.wrong
    links = found.links
    defined = {
        d.name.value
        for d in document.definitions
        if isinstance(d, DirectiveDefinitionNode)
    }
    names = federation_names(links, defined)
    declared = _declared_roots(document)
    reader = Reader(names, _renames(document, declared))
    types, directives = reader.types(document), reader.directives(document)
    on_schema, elsewhere = directives_are_known(source.name, document, names)
    wrong = tuple(on_schema or structure.fields_have_types(names))
    wrong = wrong or (
        *found.wrong,
        *_version_is_known(source.name, links),
        *structure.references_fit(),
        *elsewhere,
        *definitions_agree(source.name, names, directives, document),
    )
    applied = reader.schema_applied(document)
    wrong = wrong or tuple(
        is_valid_graphql(source.name, names, types, directives, applied)
    )
    if wrong:
        return wrong
    known = {*names.directives, "link"}
    return Subgraph(
        name=source.name,
        url=source.url,
        version=names.version,
        links=links,
        types=reader.without_machinery(types),
        directives={n: d for n, d in directives.items() if n not in known},
        declared_roots=declared,
        applied=applied,
        names=names.directives,
    )


def _version_is_known(subgraph: str, links: tuple[Link, ...]) -> Iterator[Diagnostic]:
    for link in links:
        if link.identity == specs.FEDERATION and not specs.is_known(link.version):
            yield Diagnostic(
                Code.UNKNOWN_FEDERATION_LINK_VERSION,
                f'subgraph "{subgraph}" links {link.url}; versions 2.0 to 2.14 are known',
                "Link one of these versions.",
                (at(subgraph, link.node),),
            )


def _parse(source: SubgraphSource) -> DocumentNode | Diagnostic:
    try:
        return parse(source.sdl)
    except GraphQLSyntaxError as error:
        line, column = error.locations[0] if error.locations else (0, 0)
        return Diagnostic(
            Code.INVALID_GRAPHQL,
            f'subgraph "{source.name}" does not parse: {error.message}',
            "Correct the syntax at the place named.",
            (Where(source.name, line, column),),
        )


def _declared_roots(document: DocumentNode) -> dict[str, str]:
    """Operation to the type that the schema names for it."""
    return {
        operation.operation.value: operation.type.name.value
        for node in document.definitions
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
        for operation in node.operation_types or ()
    }


def _renames(document: DocumentNode, declared: dict[str, str]) -> dict[str, str]:
    """Root types get their default names, unless another type has them."""
    taken = {
        d.name.value
        for d in document.definitions
        if isinstance(d, TypeDefinitionNode | TypeExtensionNode)
    }
    return {
        name: _ROOTS[operation]
        for operation, name in declared.items()
        if _ROOTS[operation] not in taken
    }
