"""What a node writes into its audit log: who asked what, never a value."""

from dataclasses import replace

from graphql import ExecutionResult

from protocol.audit_events import ANSWERED, CONTINUED, ENDED, AuditEvent
from protocol.errors import TautanError
from subgraphs.sdk.operations import Operation
from subgraphs.sdk.request import Caller, Request

OK = "OK"
PARTIAL = "PARTIAL"
"""Some fields were refused or failed; the rest was answered."""
BROKEN_OFF = "BROKEN_OFF"
"""The outcome of a stream whose reader left."""


def answered(
    request: Request, operation: Operation, result: ExecutionResult
) -> AuditEvent:
    """An answer that is about to leave."""
    event = AuditEvent(
        kind=ANSWERED,
        outcome=PARTIAL if result.errors else OK,
        agreements=tuple(request.grants.agreements()),
        coordinates=operation.coordinates,
        counts=dict(request.reached),
        subjects=request.tags(),
    )
    return of_caller(event, request.caller)


def begun(request: Request, operation: Operation) -> AuditEvent:
    """A stream of events that is about to begin."""
    event = AuditEvent(
        kind=ANSWERED,
        outcome=OK,
        agreements=tuple(request.grants.agreements()),
        coordinates=operation.coordinates,
    )
    return of_caller(event, request.caller)


def continued(request: Request, result: ExecutionResult) -> AuditEvent:
    """An event that is about to leave."""
    event = AuditEvent(
        kind=CONTINUED,
        outcome=PARTIAL if result.errors else OK,
        counts=dict(request.reached),
        subjects=request.tags(),
    )
    return of_caller(event, request.caller)


def ended(caller: Caller, outcome: str) -> AuditEvent:
    """A stream of events after which nothing follows."""
    return of_caller(AuditEvent(kind=ENDED, outcome=outcome), caller)


def refused(error: TautanError, caller: Caller | None) -> AuditEvent:
    """A request that was refused as a whole; None where nobody is proven to ask."""
    event = AuditEvent(kind="REFUSED", outcome=error.code)
    return of_caller(event, caller) if caller else event


def of_caller(event: AuditEvent, caller: Caller) -> AuditEvent:
    """An event with who asked, for what, and how."""
    return replace(
        event,
        request_id=caller.statement.jti,
        organisation=caller.token.organisation,
        subject=caller.token.subject,
        purpose=caller.statement.purpose,
        way=caller.statement.way.value,
    )
