"""Errors of an execution as refusals: coded, in words of the catalogue alone.

An unforeseen error becomes INTERNAL_ERROR; the log gets its kind and place, and
neither the caller nor the log its text, which may hold a value.
"""

import traceback
from collections.abc import Iterable
from typing import Any

import structlog
from graphql import GraphQLError

from protocol.errors import InternalError, TautanError
from protocol.messages import Language

log = structlog.get_logger()


def refusals(
    errors: Iterable[GraphQLError] | None, request_id: str, language: Language
) -> list[dict[str, Any]]:
    """The `errors` of an answer."""
    return [
        coded(error.original_error or error, error.path).refusal(request_id, language)
        for error in errors or ()
    ]


def coded(error: BaseException, path: Iterable[str | int] | None) -> TautanError:
    """An error with a code of the catalogue, at a place of the answer."""
    match error:
        case TautanError():
            found = error
        case GraphQLError():
            found = TautanError("VALIDATION_FAILED", diagnostics=error.message)
        case _:
            report(error)
            found = InternalError(type(error).__name__)
    found.path = None if path is None else tuple(path)
    return found


def report(error: BaseException) -> None:
    """Logs an unforeseen error: its kind and where it arose, not its text."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno}" for frame in frames]
    log.error("unforeseen error", kind=type(error).__name__, places=places)
