"""`@listSize` describes a list, by arguments and fields that exist.

Findings: LIST_SIZE_APPLIED_TO_NON_LIST, LIST_SIZE_INVALID_ASSUMED_SIZE,
LIST_SIZE_INVALID_SLICING_ARGUMENT, LIST_SIZE_INVALID_SIZED_FIELD.
"""

from collections.abc import Iterator

from graphql import value_from_ast_untyped

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.model import COMPOSITE, Applied, Field, applications
from gateway.composition.subgraph.typeref import (
    Named,
    base_name,
    is_list,
    nullable,
)


def list_sizes_fit(facts: Facts) -> Iterator[Diagnostic]:
    """Report each part of a `@listSize` that does not fit its field."""
    for _, field in facts.subgraph.fields(*COMPOSITE):
        for applied in applications(field, "listSize"):
            for code, reason in _misfits(facts, field, applied):
                yield Diagnostic(
                    code,
                    f'subgraph "{facts.name}": @listSize on {field.coordinate}: {reason}',
                    "Describe the size of a list that this field returns.",
                    (at(facts.name, applied.node),),
                )


def _misfits(
    facts: Facts, field: Field, applied: Applied
) -> Iterator[tuple[Code, str]]:
    sized = _names(applied, "sizedFields")
    if not sized and not is_list(field.type):
        yield Code.LIST_SIZE_APPLIED_TO_NON_LIST, f"{field.type} is not a list"
    assumed = applied.args.get("assumedSize")
    size = value_from_ast_untyped(assumed) if assumed else None
    if isinstance(size, int) and size < 0:
        yield Code.LIST_SIZE_INVALID_ASSUMED_SIZE, f"{size} is less than 0"
    yield from _slicing(field, applied)
    yield from _sized(facts, field, sized)


def _slicing(field: Field, applied: Applied) -> Iterator[tuple[Code, str]]:
    for name in _names(applied, "slicingArguments"):
        argument = field.args.get(name)
        if argument is None or nullable(argument.type) != Named("Int"):
            reason = f'there is no argument "{name}" of type Int'
            yield Code.LIST_SIZE_INVALID_SLICING_ARGUMENT, reason


def _sized(facts: Facts, field: Field, names: list[str]) -> Iterator[tuple[Code, str]]:
    target = facts.subgraph.types.get(base_name(field.type))
    for name in names:
        inner = target.fields.get(name) if target else None
        if inner is None:
            reason = f'{field.type} has no field "{name}"'
            yield Code.LIST_SIZE_INVALID_SIZED_FIELD, reason
        elif not is_list(inner.type):
            yield Code.LIST_SIZE_APPLIED_TO_NON_LIST, f"{inner.coordinate} is no list"


def _names(applied: Applied, argument: str) -> list[str]:
    value = applied.args.get(argument)
    listed = value_from_ast_untyped(value) if value else None
    return [n for n in listed or () if isinstance(n, str)]
