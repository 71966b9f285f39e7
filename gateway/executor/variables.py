"""Checks the caller's variables against the types that the operation declares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    get_variable_values,
    parse,
)

from gateway.operation.ast import Variable
from gateway.operation.errors import Problem, ValidationFailedError


@dataclass(frozen=True, slots=True)
class Values:
    """Variables that fit."""

    given: Mapping[str, Any]
    """Those that the operation declares, as sent: what subgraphs receive."""
    effective: Mapping[str, Any]
    """With defaults filled in: what conditions and policy look at."""


def check_variables(
    schema: GraphQLSchema, declared: Iterable[Variable], sent: Mapping[str, Any]
) -> Values:
    """Check variables one by one against the public schema.

    Raises:
        ValidationFailedError: naming the variables that are missing or do not
            fit, without their values.
    """
    given: dict[str, Any] = {}
    effective: dict[str, Any] = {}
    unfit: list[Problem] = []
    for variable in declared:
        if variable.name in sent:
            given[variable.name] = sent[variable.name]
        found = get_variable_values(schema, _definitions(variable), dict(sent))
        if isinstance(found, list):
            unfit.append(_unfit(variable, present=variable.name in sent))
        else:
            effective.update(found.coerced)
    if unfit:
        raise ValidationFailedError(*unfit)
    return Values(given, effective)


def _unfit(variable: Variable, *, present: bool) -> Problem:
    wrong = "does not fit its type" if present else "is missing; it has the type"
    return Problem(f'Variable "${variable.name}" {wrong} "{variable.type}".')


@lru_cache(maxsize=4096)
def _definitions(variable: Variable) -> tuple[VariableDefinitionNode, ...]:
    default = "" if variable.default is None else f" = {variable.default}"
    text = f"query (${variable.name}: {variable.type}{default}) {{ __typename }}"
    operation = parse(text, no_location=True).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)  # noqa: S101 - parsed just above
    return tuple(operation.variable_definitions or ())
