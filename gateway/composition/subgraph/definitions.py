"""A subgraph may repeat the definition of a federation directive, unchanged or narrower.

Finding: DIRECTIVE_DEFINITION_INVALID.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from graphql import DocumentNode, parse

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import (
    DirectiveDefinition,
    InputValue,
    Kind,
    TypeDefinition,
)
from gateway.composition.subgraph.names import Names
from gateway.composition.subgraph.read import Reader
from gateway.composition.subgraph.typeref import NonNull, base_name
from gateway.composition.values import same_value


def definitions_agree(
    subgraph: str,
    names: Names,
    directives: Mapping[str, DirectiveDefinition],
    types: Mapping[str, TypeDefinition],
) -> Iterator[Diagnostic]:
    """Each federation directive that the subgraph defines must fit the specification."""
    expected = federation_definitions(names)
    for name, definition in directives.items():
        if name not in expected:
            continue
        for reason in _differences(names, definition, expected[name], types):
            yield Diagnostic(
                Code.DIRECTIVE_DEFINITION_INVALID,
                f'subgraph "{subgraph}" defines @{name} otherwise than the federation'
                f" specification: {reason}",
                "Remove the definition: composition knows it.",
                (at(subgraph, definition.node),),
            )


def federation_definitions(names: Names) -> dict[str, DirectiveDefinition]:
    """The specification's definitions under the subgraph's names."""
    known = specs.signatures(names.version or specs.NEWEST)
    text = "\n".join(
        f"directive @{ours} {_localised(known[theirs], names)}"
        for ours, theirs in names.directives.items()
        if theirs in known
    )
    return Reader(names, {}).directives(_parsed(text))


@lru_cache(maxsize=64)
def _parsed(sdl: str) -> DocumentNode:
    return parse(sdl)


def _localised(signature: str, names: Names) -> str:
    for ours, theirs in names.scalars.items():
        signature = signature.replace(f"{theirs}!", f"{ours}!")
        signature = signature.replace(f": {theirs})", f": {ours})")
    return signature


def _differences(
    names: Names,
    ours: DirectiveDefinition,
    expected: DirectiveDefinition,
    types: Mapping[str, TypeDefinition],
) -> Iterator[str]:
    for argument in ours.args.values():
        yield from _argument(names, argument, expected.args.get(argument.name), types)
    for argument in expected.args.values():
        if isinstance(argument.type, NonNull) and argument.name not in ours.args:
            yield f'argument "{argument.name}" is missing'
    if ours.repeatable and not expected.repeatable:
        yield "it is not repeatable"
    for location in sorted(set(ours.locations) - set(expected.locations)):
        yield f"it does not stand on {location}"


def _argument(
    names: Names,
    ours: InputValue,
    expected: InputValue | None,
    types: Mapping[str, TypeDefinition],
) -> Iterator[str]:
    if expected is None:
        yield f'it has no argument "{ours.name}"'
    elif str(ours.type) not in _spellings(names, expected) and _is_scalar(ours, types):
        yield f'argument "{ours.name}" is {expected.type}, not {ours.type}'
    elif not same_value(ours.default, expected.default):
        yield f'argument "{ours.name}" has another default value'


def _spellings(names: Names, argument: InputValue) -> set[str]:
    wanted = str(argument.type)
    if base_name(argument.type) not in names.scalars:
        return {wanted}
    spellings = {wanted, wanted.replace(base_name(argument.type), "String")}
    if names.version is None:
        spellings |= {"_FieldSet!", "[String!]!", "String"}
    return spellings


def _is_scalar(argument: InputValue, types: Mapping[str, TypeDefinition]) -> bool:
    found = types.get(base_name(argument.type))
    return found is None or found.kind is Kind.SCALAR
