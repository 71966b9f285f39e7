"""A subgraph may repeat the definitions of federation, unchanged or narrower.

Findings: DIRECTIVE_DEFINITION_INVALID, TYPE_DEFINITION_INVALID.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    Node,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    parse,
    specified_scalar_types,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import DirectiveDefinition, InputValue
from gateway.composition.subgraph.names import Names
from gateway.composition.subgraph.read import Reader
from gateway.composition.subgraph.typeref import ListOf, Named, NonNull, TypeRef
from gateway.composition.values import same_value

_FIELD_SETS: Final = ("key", "requires", "provides")
_LINK: Final = (
    "\ndirective @link(url: String, as: String, for: link__Purpose,"
    " import: [link__Import]) repeatable on SCHEMA"
)


def definitions_agree(
    subgraph: str,
    names: Names,
    directives: Mapping[str, DirectiveDefinition],
    document: DocumentNode,
) -> Iterator[Diagnostic]:
    """What the subgraph defines of federation must fit the specification."""
    types = {
        d.name.value: d
        for d in document.definitions
        if isinstance(d, TypeDefinitionNode | TypeExtensionNode)
    }
    yield from _types_agree(subgraph, names, types)
    expected = federation_definitions(names)
    for name, definition in directives.items():
        if name not in expected or _is_old_spelling(names, definition):
            continue
        for reason in _differences(definition, expected[name], types):
            yield Diagnostic(
                Code.DIRECTIVE_DEFINITION_INVALID,
                f'subgraph "{subgraph}" defines @{name} otherwise than the federation'
                f" specification: {reason}",
                "Remove the definition: composition knows it.",
                (at(subgraph, definition.node),),
            )


def _types_agree(
    subgraph: str, names: Names, types: Mapping[str, Node]
) -> Iterator[Diagnostic]:
    link = ("link__Import", "link__Purpose") if names.version is not None else ()
    for name in (*names.scalars, *link):
        node = types.get(name)
        if node is not None and not _is_as_specified(name, node):
            yield Diagnostic(
                Code.TYPE_DEFINITION_INVALID,
                f'subgraph "{subgraph}" defines {name} otherwise than its specification',
                "Remove the definition: composition knows it.",
                (at(subgraph, node),),
            )


def _is_as_specified(name: str, node: Node) -> bool:
    if name != "link__Purpose":
        return isinstance(node, ScalarTypeDefinitionNode | ScalarTypeExtensionNode)
    return isinstance(node, EnumTypeDefinitionNode) and {
        v.name.value for v in node.values or ()
    } == {"SECURITY", "EXECUTION"}


def federation_definitions(names: Names) -> dict[str, DirectiveDefinition]:
    """The specification's definitions under the subgraph's names."""
    known = specs.signatures(names.version or specs.NEWEST)
    if names.version is None:
        known |= specs.signatures(None)
    text = "\n".join(
        f"directive @{ours} {_localised(known[theirs], names)}"
        for ours, theirs in names.directives.items()
        if theirs in known
    )
    return Reader(names, {}).directives(_parsed(text + _LINK))


@lru_cache(maxsize=64)
def _parsed(sdl: str) -> DocumentNode:
    return parse(sdl)


def _localised(signature: str, names: Names) -> str:
    for ours, theirs in names.scalars.items():
        signature = signature.replace(f"{theirs}!", f"{ours}!")
        signature = signature.replace(f": {theirs})", f": {ours})")
    return signature


def _is_old_spelling(names: Names, definition: DirectiveDefinition) -> bool:
    """Federation 1 took definitions of @key and its like with no or a nullable set."""
    if names.version is not None or definition.name not in _FIELD_SETS:
        return False
    types = [str(a.type) for a in definition.args.values()]
    return not types or (
        [*definition.args] == ["fields"]
        and types[0] in ("String", "_FieldSet", "FieldSet")
    )


def _differences(
    ours: DirectiveDefinition,
    expected: DirectiveDefinition,
    types: Mapping[str, Node],
) -> Iterator[str]:
    for argument in ours.args.values():
        yield from _argument(argument, expected.args.get(argument.name), types)
    for argument in expected.args.values():
        required = isinstance(argument.type, NonNull) and argument.default is None
        if required and argument.name not in ours.args:
            yield f'argument "{argument.name}" is missing'
    if ours.repeatable and not expected.repeatable:
        yield "it is not repeatable"
    for location in sorted(set(ours.locations) - set(expected.locations)):
        yield f"it does not stand on {location}"


def _argument(
    ours: InputValue, expected: InputValue | None, types: Mapping[str, Node]
) -> Iterator[str]:
    if expected is None:
        yield f'it has no argument "{ours.name}"'
        return
    required = isinstance(ours.type, NonNull)
    narrowed = isinstance(ours.type, NonNull) and not isinstance(expected.type, NonNull)
    given = ours.type.of if isinstance(ours.type, NonNull) and narrowed else ours.type
    if not _stands_for(given, expected.type, types):
        yield f'argument "{ours.name}" is {expected.type}, not {ours.type}'
    elif not required and not same_value(ours.default, expected.default):
        yield f'argument "{ours.name}" has another default value'


def _stands_for(ours: TypeRef, expected: TypeRef, types: Mapping[str, Node]) -> bool:
    """Whether a type is the one expected, or may be written in its place.

    For a scalar of the specification any type but another scalar of one's own may.
    """
    match ours, expected:
        case (NonNull(of=left), NonNull(of=right)) | (
            ListOf(of=left),
            ListOf(of=right),
        ):
            return _stands_for(left, right, types)
        case _, Named(name=name) if name not in specified_scalar_types:
            return ours == expected or not _is_own_scalar(ours, types)
        case _:
            return ours == expected


def _is_own_scalar(ref: TypeRef, types: Mapping[str, Node]) -> bool:
    if not isinstance(ref, Named) or ref.name in specified_scalar_types:
        return False
    found = types.get(ref.name)
    return found is None or isinstance(found, ScalarTypeDefinitionNode)
