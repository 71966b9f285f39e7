"""The catalogue's code for every error that a caller or the log can meet."""

from typing import Final

from gateway.errors import GatewayError
from gateway.operation.errors import (
    IntrospectionDisabledError,
    LimitExceededError,
    OperationError,
    SyntaxInvalidError,
    TooCostlyError,
)
from gateway.planner.errors import (
    PlanningBusyError,
    PlanningError,
    PlanningLimitExceededError,
)
from protocol.errors import TautanError

# the more special class first
_CODES: Final[tuple[tuple[type[GatewayError], str], ...]] = (
    (SyntaxInvalidError, "SYNTAX_ERROR"),
    (LimitExceededError, "OPERATION_TOO_LARGE"),
    (TooCostlyError, "OPERATION_TOO_COSTLY"),
    (IntrospectionDisabledError, "INTROSPECTION_DISABLED"),
    (OperationError, "VALIDATION_FAILED"),
    (PlanningLimitExceededError, "PLAN_TOO_LARGE"),
    (PlanningBusyError, "PLANNING_BUSY"),
    (PlanningError, "PLAN_FAILED"),
)


def code_of(error: TautanError | GatewayError) -> str:
    """Return the catalogue's code for an error."""
    if isinstance(error, TautanError):
        return error.code
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    return "INTERNAL_ERROR"
