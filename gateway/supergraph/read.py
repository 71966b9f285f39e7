"""Read a supergraph SDL, join v0.1 to v0.5, into the frozen model.

`read_supergraph()` = parse, subgraphs, types, implied joins, possible types,
schemas.
"""

from hashlib import sha256
from types import MappingProxyType

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSyntaxError,
    SchemaDefinitionNode,
    parse,
    print_ast,
)

from gateway.supergraph.directives import applied, inaccessible_name, join_version
from gateway.supergraph.errors import SupergraphError
from gateway.supergraph.model import Structure, Subgraph, Supergraph
from gateway.supergraph.possible import possible_by_subgraph, possible_types
from gateway.supergraph.read_types import Names, read_types
from gateway.supergraph.schemas import (
    build_schema,
    full_schema,
    public_document,
    with_defer,
)

OPERATIONS = ("query", "mutation", "subscription")


def read_supergraph(sdl: str) -> Supergraph:
    """Read a supergraph.

    Args:
        sdl: The document as any composition prints it.

    Raises:
        SupergraphError: It is not GraphQL, has no `join__Graph`, or uses a
            feature that this gateway does not know and must not ignore.
    """
    document = _parse(sdl)
    structure = _structure(document)
    public = public_document(document, inaccessible_name(document))
    public_schema = build_schema(public)
    return Supergraph(
        subgraphs=structure.subgraphs,
        types=structure.types,
        roots=structure.roots,
        possible=structure.possible,
        possible_in=structure.possible_in,
        id=sha256(sdl.encode()).hexdigest(),
        full_schema=full_schema(document),
        public_schema=public_schema,
        operation_schema=with_defer(public_schema),
        public_sdl=print_ast(public) + "\n",
    )


def read_structure(sdl: str) -> Structure:
    """Read who has what of a supergraph, without its schemas.

    Raises:
        SupergraphError: As for `read_supergraph`.
    """
    return _structure(_parse(sdl))


def _structure(document: DocumentNode) -> Structure:
    enum = _graph_enum(document)
    subgraphs = _subgraphs(enum)
    names = Names(
        graphs={
            value.name.value: subgraph.name
            for value, subgraph in zip(enum.values or (), subgraphs, strict=True)
        },
        inaccessible=inaccessible_name(document),
        version=join_version(document),
    )
    types = read_types(document, names)
    possible = possible_types(types)
    return Structure(
        subgraphs=MappingProxyType({one.name: one for one in subgraphs}),
        types=MappingProxyType(types),
        roots=MappingProxyType(_roots(document, set(types))),
        possible=MappingProxyType(possible),
        possible_in=MappingProxyType(possible_by_subgraph(types, possible)),
    )


def _parse(sdl: str) -> DocumentNode:
    try:
        return parse(sdl, no_location=True)
    except GraphQLSyntaxError as error:
        raise SupergraphError(
            f"The supergraph is not valid GraphQL: {error.message}"
        ) from error


def _graph_enum(document: DocumentNode) -> EnumTypeDefinitionNode:
    for definition in document.definitions:
        if (
            isinstance(definition, EnumTypeDefinitionNode)
            and definition.name.value == "join__Graph"
        ):
            return definition
    raise SupergraphError(
        "The document has no enum join__Graph, so it is not a supergraph. "
        "Compose the subgraphs first."
    )


def _subgraphs(enum: EnumTypeDefinitionNode) -> tuple[Subgraph, ...]:
    found: list[Subgraph] = []
    for value in enum.values or ():
        graph = next(applied(value.directives, "join__graph"), None)
        if graph is None:
            raise SupergraphError(
                f"The value {value.name.value} of join__Graph has no @join__graph."
            )
        found.append(Subgraph(str(graph["name"]), str(graph.get("url", ""))))
    return tuple(found)


def _roots(document: DocumentNode, types: set[str]) -> dict[str, str]:
    for definition in document.definitions:
        if isinstance(definition, SchemaDefinitionNode):
            return {
                one.operation.value: one.type.name.value
                for one in definition.operation_types or ()
            }
    conventional = {one: one.capitalize() for one in OPERATIONS}
    return {one: name for one, name in conventional.items() if name in types}
