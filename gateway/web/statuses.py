"""The HTTP status of a refusal, by its code and the media type of the answer."""

from collections.abc import Mapping
from typing import Final

from gateway.web.negotiation import JSON

_OK: Final = 200
_BAD_REQUEST: Final = 400

_BY_CODE: Final[Mapping[str, int]] = {
    **dict.fromkeys(
        (
            "TOKEN_MISSING",
            "TOKEN_MALFORMED",
            "TOKEN_EXPIRED",
            "TOKEN_WRONG_AUDIENCE",
            "TOKEN_UNTRUSTED",
        ),
        401,
    ),
    **dict.fromkeys(
        (
            "STATEMENT_WRONG_KEY",
            "STATEMENT_WRONG_AUDIENCE",
            "STATEMENT_STALE",
            "STATEMENT_REPLAYED",
            "PURPOSE_NOT_IN_TOKEN",
            "ATTESTATION_MISSING",
            "ATTESTATION_INVALID",
            "TOO_MANY_SUBJECTS",
            "CROSS_SITE_REFUSED",
            "DOCUMENT_NOT_TRUSTED",
        ),
        403,
    ),
    "METHOD_NOT_ALLOWED": 405,
    "SUBSCRIPTION_NEEDS_STREAM": 406,
    "BODY_TOO_SLOW": 408,
    "BODY_TOO_LARGE": 413,
    "VARIABLES_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "PLAN_FAILED": 500,
    "PLAN_OUTSIDE_GRANT": 500,
    "INTERNAL_ERROR": 500,
    "PLANNING_BUSY": 503,
    "AUDIT_UNAVAILABLE": 503,
    "REGISTRY_STALE": 503,
    "SUBSCRIPTION_ENDED": 503,
    "TOO_MANY_SUBSCRIPTIONS": 503,
    "DEADLINE_EXCEEDED": 504,
}

_GRAPHQL_LEVEL: Final = frozenset(
    {
        "SYNTAX_ERROR",
        "UNKNOWN_FIELD",
        "VALIDATION_FAILED",
        "OPERATION_TOO_LARGE",
        "OPERATION_TOO_COSTLY",
        "PLAN_TOO_LARGE",
        "INTROSPECTION_DISABLED",
        "ANSWER_TOO_LARGE",
        "PERSISTED_QUERY_NOT_FOUND",
        "PERSISTED_QUERY_HASH_MISMATCH",
        "PERSISTED_QUERY_NOT_SUPPORTED",
    }
)
"""About the document, not the message: 200 in the old media type."""


def refusal_status(code: str, media_type: str, *, well_formed: bool) -> int:
    """Return the status of a whole refusal.

    Args:
        code: of the catalogue.
        media_type: of the answer.
        well_formed: whether the message was a GraphQL request at all.
    """
    if code in _GRAPHQL_LEVEL and media_type == JSON and well_formed:
        return _OK
    return _BY_CODE.get(code, _BAD_REQUEST)
