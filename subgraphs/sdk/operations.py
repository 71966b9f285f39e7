"""The operation in a request's body: parsed, validated, and remembered.

Introspection is not answered; a node's contract is a public file.
"""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
    specified_rules,
    validate,
)

from protocol.errors import TautanError
from subgraphs.sdk.mapping import Selected
from subgraphs.sdk.selection import select

MAX_TOKENS = 20_000
REMEMBERED = 500
_RULES = (*specified_rules, NoSchemaIntrospectionCustomRule)


@dataclass(frozen=True, slots=True)
class Body:
    """What came in a GraphQL request over HTTP."""

    document: str
    variables: dict[str, Any]
    operation_name: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """A valid operation and what it selects."""

    document: DocumentNode
    node: OperationDefinitionNode
    selected: Selected

    @property
    def name(self) -> str | None:
        """The name of the operation, None where it has none."""
        return self.node.name.value if self.node.name else None

    @property
    def subscribes(self) -> bool:
        """Whether events answer it."""
        return self.node.operation is OperationType.SUBSCRIPTION

    @property
    def coordinates(self) -> tuple[str, ...]:
        """What it selects as `Type.field`, sorted."""
        return tuple(
            sorted(
                f"{typename}.{name}"
                for typename, names in self.selected.items()
                for name in names
                if not name.startswith("_")
            )
        )


def read_body(body: bytes) -> Body:
    """Reads a request's body.

    Raises:
        TautanError: VALIDATION_FAILED: not the JSON of a GraphQL request.
    """
    try:
        given = json.loads(body)
        query, variables = given["query"], given.get("variables") or {}
        name = given.get("operationName")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TautanError("VALIDATION_FAILED", diagnostics="not a request") from None
    if not (isinstance(query, str) and isinstance(variables, dict)):
        raise TautanError("VALIDATION_FAILED", diagnostics="query or variables")
    return Body(query, variables, name if isinstance(name, str) else None)


class Operations:
    """Operations over one schema; the last ones are remembered by their text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._read = lru_cache(REMEMBERED)(self._read_anew)

    def read(self, body: Body) -> Operation:
        """The valid operation of a body.

        Raises:
            TautanError: SYNTAX_ERROR or VALIDATION_FAILED.
        """
        return self._read(body.document, body.operation_name)

    def _read_anew(self, text: str, name: str | None) -> Operation:
        try:
            document = parse(text, no_location=True, max_tokens=MAX_TOKENS)
        except GraphQLSyntaxError:
            raise TautanError("SYNTAX_ERROR") from None
        errors: list[GraphQLError] = validate(self._schema, document, _RULES)
        node = get_operation_ast(document, name)
        if errors or node is None:
            raise TautanError(
                "VALIDATION_FAILED",
                diagnostics="; ".join(error.message for error in errors),
            )
        return Operation(document, node, select(self._schema, document, node))
