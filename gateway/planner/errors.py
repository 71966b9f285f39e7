"""Errors of planning.

GatewayError
└── PlanningError
    ├── FieldUnreachableError       PLANNING_FIELD_UNREACHABLE    author of the supergraph
    ├── PlanningLimitExceededError  PLANNING_LIMIT_EXCEEDED       caller
    └── PlanningBusyError           PLANNING_BUSY                 us

Callers meet the last two as PLAN_TOO_LARGE and PLANNING_BUSY, the first as PLAN_FAILED.
"""

from gateway.errors import GatewayError


class PlanningError(GatewayError):
    """No plan was made."""

    code = "PLANNING_FAILED"


class FieldUnreachableError(PlanningError):
    """No chain of requests leads to a field.

    A supergraph whose composition was checked for satisfiability has none.
    """

    code = "PLANNING_FIELD_UNREACHABLE"


class PlanningLimitExceededError(PlanningError):
    """The search took more steps than it may."""

    code = "PLANNING_LIMIT_EXCEEDED"


class PlanningBusyError(PlanningError):
    """Too many operations wait to be planned."""

    code = "PLANNING_BUSY"
