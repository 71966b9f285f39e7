"""Errors of the gateway.

    GatewayError                an artefact or an operation can't be used; each
    │                           package below names its own: SupergraphError,
    │                           OperationError, PlanningError, CompositionError
    └── SettingsError           SETTINGS_INVALID

    TautanError                 (protocol) codes of the catalogue, both languages
    ├── AgencyError             a subgraph did not answer as it should
    │   ├── UnreachableError    AGENCY_UNREACHABLE
    │   ├── TimedOutError       AGENCY_TIMEOUT
    │   └── GarbledError        AGENCY_GARBLED
    ├── RequestError            the caller's message can't be served
    └── OutsideGrantError       PLAN_OUTSIDE_GRANT, a bug: nothing was sent

A `GatewayError` speaks to whoever wrote the artefact, in English, with places
in the text; a `TautanError` to the asker, in the words of the catalogue.
Neither holds personal data.
"""

from protocol.errors import TautanError


class GatewayError(Exception):
    """Anything that the gateway refuses or fails to do.

    Attributes:
        code: Stable, in capitals; documented, one page per code.
        message: Public: says what is wrong and what to do next; holds no
            personal data.
    """

    code = "GATEWAY_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SettingsError(GatewayError):
    """A settings file can't be used; the message names file and key."""

    code = "SETTINGS_INVALID"


class AgencyError(TautanError):
    """A subgraph did not answer as it should."""


class UnreachableError(AgencyError):
    """No connection to a subgraph, or it broke."""

    def __init__(self, agency: str) -> None:
        super().__init__("AGENCY_UNREACHABLE", agency=agency)


class TimedOutError(AgencyError):
    """A subgraph's answer did not end before the deadline."""

    def __init__(self, agency: str) -> None:
        super().__init__("AGENCY_TIMEOUT", agency=agency)


class GarbledError(AgencyError):
    """A subgraph answered what is no answer.

    Args:
        agency: The subgraph; None where a value of several can't be told apart.
        why: What does not fit, for the operator; never a value.
    """

    def __init__(self, agency: str | None, *, why: str) -> None:
        super().__init__("AGENCY_GARBLED", agency=agency, diagnostics=why)


class RequestError(TautanError):
    """The caller's message can't be served; the code says why."""


class OutsideGrantError(TautanError):
    """A plan asks for more than was granted. Nothing was sent.

    Args:
        coordinates: What lies outside, as `Type.field`.
    """

    def __init__(self, coordinates: frozenset[str]) -> None:
        super().__init__(
            "PLAN_OUTSIDE_GRANT", diagnostics=", ".join(sorted(coordinates))
        )
