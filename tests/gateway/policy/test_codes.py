"""Every error of the gateway has a code of the catalogue."""

import pytest

from gateway.errors import (
    GarbledError,
    GatewayError,
    OutsideGrantError,
    RequestError,
    SettingsError,
    TimedOutError,
    UnreachableError,
)
from gateway.operation.errors import (
    IntrospectionDisabledError,
    LimitExceededError,
    OperationNotFoundError,
    Problem,
    SyntaxInvalidError,
    TooCostlyError,
    ValidationFailedError,
)
from gateway.planner.errors import FieldUnreachableError
from gateway.policy.codes import code_of
from protocol.catalogue import CATALOGUE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SyntaxInvalidError(Problem("x")), "SYNTAX_ERROR"),
        (LimitExceededError(Problem("x")), "OPERATION_TOO_LARGE"),
        (TooCostlyError(Problem("x")), "OPERATION_TOO_COSTLY"),
        (IntrospectionDisabledError(Problem("x")), "INTROSPECTION_DISABLED"),
        (ValidationFailedError(Problem("x")), "VALIDATION_FAILED"),
        (OperationNotFoundError(Problem("x")), "VALIDATION_FAILED"),
        (FieldUnreachableError("x"), "PLAN_FAILED"),
        (GatewayError("x"), "INTERNAL_ERROR"),
        (SettingsError("x"), "INTERNAL_ERROR"),
        (UnreachableError("ahu"), "AGENCY_UNREACHABLE"),
        (TimedOutError("ahu"), "AGENCY_TIMEOUT"),
        (GarbledError("ahu", why="x"), "AGENCY_GARBLED"),
        (RequestError("RAW_IDENTIFIER"), "RAW_IDENTIFIER"),
        (OutsideGrantError(frozenset({"A.b"})), "PLAN_OUTSIDE_GRANT"),
    ],
)
def test_code_of(error, code):
    assert code_of(error) == code
    assert code in CATALOGUE
