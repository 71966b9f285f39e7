"""From the SDL that an owner hands in to a `Subgraph`: parse, link, define, validate, read.

Each step needs the one before to have found nothing, so a subgraph reports the
errors of its first wrong step; other subgraphs report theirs at the same time.
"""

from collections.abc import Iterable

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
from gateway.composition.subgraph.definitions import definitions_agree
from gateway.composition.subgraph.links import read_links
from gateway.composition.subgraph.model import Subgraph
from gateway.composition.subgraph.names import federation_names
from gateway.composition.subgraph.read import Reader
from gateway.composition.subgraph.validity import is_valid_graphql

_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


def ingest(source: SubgraphSource) -> Subgraph | tuple[Diagnostic, ...]:
    """A subgraph, or what keeps it from being one."""
    document = _parse(source)
    if isinstance(document, Diagnostic):
        return (document,)
    links, wrong = read_links(source.name, document)
    if wrong:
        return wrong
    defined = {
        d.name.value
        for d in document.definitions
        if isinstance(d, DirectiveDefinitionNode)
    }
    names = federation_names(links, defined)
    roots, wrong = _root_renames(source.name, document)
    reader = Reader(names, roots)
    types, directives = reader.types(document), reader.directives(document)
    wrong += tuple(definitions_agree(source.name, names, directives, types))
    if wrong := wrong or tuple(is_valid_graphql(source.name, document, names)):
        return wrong
    known = {*names.directives, "link"}
    return Subgraph(
        name=source.name,
        url=source.url,
        version=names.version,
        links=links,
        types=types,
        directives={n: d for n, d in directives.items() if n not in known},
        roots={o: n for o, n in _ROOTS.items() if n in types},
        description=None,
        applied=reader.schema_applied(document),
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


def _root_renames(
    subgraph: str, document: DocumentNode
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Root types get their default names; a bystander with such a name is refused."""
    renames: dict[str, str] = {}
    found: list[Diagnostic] = []
    defined = {
        d.name.value
        for d in document.definitions
        if isinstance(d, TypeDefinitionNode | TypeExtensionNode)
    }
    for node in _schema_nodes(document):
        for operation in node.operation_types or ():
            default = _ROOTS[operation.operation.value]
            name = operation.type.name.value
            if name == default:
                continue
            renames[name] = default
            if default in defined:
                found.append(
                    Diagnostic(
                        Code(f"ROOT_{operation.operation.value.upper()}_USED"),
                        f'subgraph "{subgraph}" has a type {default} that is not its'
                        f" {operation.operation.value} root; its root is {name}",
                        f"Rename {default}, or make it the root.",
                        (at(subgraph, operation),),
                    )
                )
    return renames, tuple(found)


def _schema_nodes(
    document: DocumentNode,
) -> Iterable[SchemaDefinitionNode | SchemaExtensionNode]:
    return (
        d
        for d in document.definitions
        if isinstance(d, SchemaDefinitionNode | SchemaExtensionNode)
    )
