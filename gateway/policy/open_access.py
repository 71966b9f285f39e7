"""Development mode: a supergraph without one classified field is open to all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.errors import SettingsError
from gateway.operation.ast import Operation
from gateway.policy.access import Everything, Narrowed, Visit
from gateway.policy.question import Question
from protocol.classification import Classification


@dataclass(frozen=True, slots=True)
class OpenAccess:
    """Admits everyone and narrows nothing."""

    new_id: Callable[[], str]
    """Makes request ids."""

    @classmethod
    def for_supergraph(
        cls, classification: Classification, new_id: Callable[[], str]
    ) -> "OpenAccess":
        """Open a supergraph, if it may be.

        Raises:
            SettingsError: it has classified fields.
        """
        if not classification.is_open:
            raise SettingsError(
                "This supergraph has classified fields, so it can't be served openly. "
                "Give a settings file (--config) with agreements, issuer and keys."
            )
        return cls(new_id)

    def admit(self, question: Question) -> Visit:  # noqa: ARG002 - the protocol's shape
        """Admit every question."""
        return Visit(self.new_id(), None)

    def seconds_left(self, visit: Visit) -> float | None:  # noqa: ARG002 - the protocol's shape
        """Nothing was proved, and nothing expires."""
        return None

    def narrow(
        self,
        visit: Visit,  # noqa: ARG002 - the protocol's shape
        operation: Operation,
        variables: Mapping[str, Any],  # noqa: ARG002 - the protocol's shape
    ) -> Narrowed:
        """Grant the operation as it is."""
        return Narrowed(operation, Everything())

    def conclude(self, visit: Visit, narrowed: Narrowed) -> None:
        """Nothing is denied, and nothing refused."""
