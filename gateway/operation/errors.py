"""Errors of reading an operation; all of them are the caller's to mend.

GatewayError
└── OperationError
    ├── SyntaxInvalidError          GRAPHQL_PARSE_FAILED
    ├── ValidationFailedError       GRAPHQL_VALIDATION_FAILED
    ├── OperationNotFoundError      OPERATION_NOT_FOUND
    ├── LimitExceededError          OPERATION_LIMIT_EXCEEDED
    ├── TooCostlyError              OPERATION_TOO_COSTLY
    └── IntrospectionDisabledError  INTROSPECTION_DISABLED
"""

from dataclasses import dataclass

from gateway.errors import GatewayError


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding, with its places in the document (line, column; from 1)."""

    message: str
    locations: tuple[tuple[int, int], ...] = ()


class OperationError(GatewayError):
    """The operation can't be served as it stands.

    Attributes:
        problems: Every finding; the message is that of the first.
    """

    code = "OPERATION_INVALID"

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


class SyntaxInvalidError(OperationError):
    """The document is not GraphQL."""

    code = "GRAPHQL_PARSE_FAILED"


class ValidationFailedError(OperationError):
    """The document does not fit the public schema."""

    code = "GRAPHQL_VALIDATION_FAILED"


class OperationNotFoundError(OperationError):
    """The document has no operation of that name, or several and no name was given."""

    code = "OPERATION_NOT_FOUND"


class LimitExceededError(OperationError):
    """The document is larger than this gateway accepts.

    Args:
        problem: What was counted, and what is allowed.
        limit: The name of the limit, as in the settings; "" for none of these.
    """

    code = "OPERATION_LIMIT_EXCEEDED"

    def __init__(self, problem: Problem, limit: str = "") -> None:
        super().__init__(problem)
        self.limit = limit


class TooCostlyError(OperationError):
    """The operation could cost more than this gateway accepts."""

    code = "OPERATION_TOO_COSTLY"


class IntrospectionDisabledError(OperationError):
    """The document asks about the schema, and this gateway does not answer that."""

    code = "INTROSPECTION_DISABLED"
