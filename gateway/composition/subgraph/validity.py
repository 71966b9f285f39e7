"""A subgraph must be a valid GraphQL schema once federation's definitions are added.

Finding: INVALID_GRAPHQL. Extensions are folded into one definition per type,
since a subgraph may extend a type that another subgraph defines. Then the rules
of the GraphQL specification apply, as graphql-core has them, and what it leaves
out for SDL: that literals given to directives are of the declared type. An enum
value or an argument that is written twice counts once, as in the reference.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final

from graphql import (
    REMOVE,
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLError,
    InputValueDefinitionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    OperationType,
    OperationTypeDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    Visitor,
    build_ast_schema,
    parse,
    validate_schema,
    visit,
)
from graphql.language import ast as nodes
from graphql.validation import (
    KnownDirectivesRule,
    KnownTypeNamesRule,
    UniqueArgumentNamesRule,
    UniqueDirectiveNamesRule,
    UniqueDirectivesPerLocationRule,
    UniqueInputFieldNamesRule,
    UniqueOperationTypesRule,
    UniqueTypeNamesRule,
)
from graphql.validation.rules import ASTValidationRule
from graphql.validation.rules.known_argument_names import (
    KnownArgumentNamesOnDirectivesRule,
)
from graphql.validation.rules.provided_required_arguments import (
    ProvidedRequiredArgumentsOnDirectivesRule,
)
from graphql.validation.validate import validate_sdl

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.literals import literals_fit
from gateway.composition.subgraph.names import Names

RULES: Final[tuple[type[ASTValidationRule], ...]] = (
    UniqueOperationTypesRule,
    UniqueTypeNamesRule,
    UniqueDirectiveNamesRule,
    KnownTypeNamesRule,
    KnownDirectivesRule,
    UniqueDirectivesPerLocationRule,
    UniqueArgumentNamesRule,
    UniqueInputFieldNamesRule,
    KnownArgumentNamesOnDirectivesRule,
    ProvidedRequiredArgumentsOnDirectivesRule,
)

_MACHINERY: Final = """
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
enum link__Purpose { SECURITY EXECUTION }
scalar link__Import
scalar _Any
type _Service { sdl: String }
union _Entity = _Service
"""


def is_valid_graphql(
    subgraph: str, document: DocumentNode, names: Names
) -> Iterator[Diagnostic]:
    """What the GraphQL specification has against the document."""
    whole = with_federation(document, names)
    errors: list[GraphQLError] = list(validate_sdl(whole, rules=RULES))
    if not errors:
        schema = build_ast_schema(_without_defaults(whole), assume_valid_sdl=True)
        errors = [*validate_schema(schema), *literals_fit(schema, whole)]
    for error in errors:
        node = error.nodes[0] if error.nodes else None
        yield Diagnostic(
            Code.INVALID_GRAPHQL,
            f'subgraph "{subgraph}" is not a valid GraphQL schema: {error.message}',
            "Correct the schema at the place named.",
            (at(subgraph, node if node and node.loc else None),),
        )


def with_federation(document: DocumentNode, names: Names) -> DocumentNode:
    """The document with extensions folded in and federation's definitions added."""
    folded = fold_extensions(document.definitions)
    defined = {
        (isinstance(d, DirectiveDefinitionNode), d.name.value)
        for d in folded
        if isinstance(d, DirectiveDefinitionNode | TypeDefinitionNode)
    }
    added = [
        d
        for d in _known(_MACHINERY + _federation_sdl(names))
        if isinstance(d, DirectiveDefinitionNode | TypeDefinitionNode)
        and (isinstance(d, DirectiveDefinitionNode), d.name.value) not in defined
    ]
    return DocumentNode(definitions=(*added, *_with_roots(folded)))


@lru_cache(maxsize=64)
def _known(sdl: str) -> tuple[DefinitionNode, ...]:
    """Parsed definitions; subgraphs mostly link the same version with the same names."""
    return tuple(parse(sdl, no_location=True).definitions)


def _federation_sdl(names: Names) -> str:
    known = specs.signatures(names.version or specs.NEWEST)
    lines = [f"scalar {ours}" for ours in names.scalars]
    for ours, theirs in names.directives.items():
        signature = known[theirs]
        for local, scalar in names.scalars.items():
            signature = signature.replace(f"{scalar}!", f"{local}!")
            signature = signature.replace(f": {scalar})", f": {local})")
        lines.append(f"directive @{ours} {signature}")
    return "\n".join(lines)


def fold_extensions(definitions: Iterable[DefinitionNode]) -> list[DefinitionNode]:
    """One definition per type, and one for the schema, with all parts of its extensions."""
    folded: list[DefinitionNode] = []
    extensions: dict[str, list[Any]] = {}
    for node in definitions:
        if isinstance(node, TypeExtensionNode):
            extensions.setdefault(node.name.value, []).append(node)
        elif isinstance(node, SchemaExtensionNode | SchemaDefinitionNode):
            extensions.setdefault("", []).append(node)
        else:
            folded.append(node)
    schema = extensions.pop("", [])
    seen: set[str] = set()
    for index, node in enumerate(folded):
        if isinstance(node, TypeDefinitionNode) and node.name.value not in seen:
            seen.add(node.name.value)
            parts = extensions.pop(node.name.value, [])
            folded[index] = _folded(type(node), [node, *parts])
    folded.extend(
        _folded(_definition_class(parts[0]), parts) for parts in extensions.values()
    )
    if schema:
        folded.append(_folded(SchemaDefinitionNode, schema))
    return folded


def _definition_class(extension: TypeExtensionNode) -> type[Any]:
    name = type(extension).__name__.replace("Extension", "Definition")
    found: type[Any] = getattr(nodes, name)
    return found


def _folded(cls: type[Any], parts: list[Any]) -> Any:
    first = parts[0]
    values: dict[str, Any] = {
        "loc": first.loc,
        "description": getattr(first, "description", None),
    }
    if cls is not SchemaDefinitionNode:
        values["name"] = first.name
    for key in ("directives", "fields", "values", "types", "operation_types"):
        if key in cls.keys:
            values[key] = tuple(x for p in parts for x in getattr(p, key, None) or ())
    if "interfaces" in cls.keys:
        named = {i.name.value: i for p in parts for i in p.interfaces or ()}
        values["interfaces"] = tuple(named.values())
    return cls(**values)


def _with_roots(definitions: list[DefinitionNode]) -> list[DefinitionNode]:
    """With a Query type that has a field, and the schema naming it.

    A subgraph may leave both to the others; GraphQL asks for both.
    """
    roots = _root_names(definitions)
    text = f"type {roots['query']} {{ _service: _Service }}"
    machinery = parse(text, no_location=True).definitions[0]
    query: list[Any] = [
        d
        for d in definitions
        if isinstance(d, ObjectTypeDefinitionNode) and d.name.value == roots["query"]
    ]
    if not any(f.name.value == "_service" for q in query for f in q.fields or ()):
        whole = _folded(ObjectTypeDefinitionNode, [*query[:1], machinery])
        rest = [d for d in definitions if d is not (query or [None])[0]]
        definitions = [*rest, whole]
    directives = [d for d in definitions if isinstance(d, SchemaDefinitionNode)]
    others = [d for d in definitions if not isinstance(d, SchemaDefinitionNode)]
    operations = tuple(
        OperationTypeDefinitionNode(
            operation=OperationType(operation),
            type=NamedTypeNode(name=NameNode(value=name)),
        )
        for operation, name in roots.items()
    )
    schema = SchemaDefinitionNode(
        operation_types=operations,
        directives=tuple(x for d in directives for x in d.directives or ()),
    )
    return [*others, schema]


def _root_names(definitions: list[DefinitionNode]) -> dict[str, str]:
    """Operation to type name: those declared, and default names that are defined."""
    types = {
        d.name.value for d in definitions if isinstance(d, ObjectTypeDefinitionNode)
    }
    declared = {
        o.operation.value: o.type.name.value
        for d in definitions
        if isinstance(d, SchemaDefinitionNode)
        for o in d.operation_types or ()
    }
    implied = {
        o.value: o.value.capitalize()
        for o in OperationType
        if o.value.capitalize() in types
    }
    return {"query": "Query", **implied, **declared}


def _without_defaults(document: DocumentNode) -> DocumentNode:
    bare: DocumentNode = visit(document, _DropDefaults())
    return bare


class _DropDefaults(Visitor):
    """Removes defaults, which are checked apart, and @deprecated, which may differ."""

    def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
        return REMOVE if node.name.value == "deprecated" else None

    def leave_input_value_definition(
        self, node: InputValueDefinitionNode, *_: Any
    ) -> InputValueDefinitionNode | None:
        if node.default_value is None:
            return None
        return InputValueDefinitionNode(
            name=node.name, type=node.type, directives=node.directives, loc=node.loc
        )
