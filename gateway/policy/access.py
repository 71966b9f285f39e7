"""How a gateway decides: openly, or by agreements.

The service asks an `Access` twice: whether it may hear the question at all, and
what of the operation is granted. Both raise or return a value that the next
step needs; neither returns a bool.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from gateway.operation.ast import Operation
from gateway.policy.question import Question
from protocol.asks import Ask
from protocol.verdicts import Granted, Refused

if TYPE_CHECKING:  # an open gateway loads nothing that reads keys
    from protocol.statements import Statement
    from protocol.tokens import AccessToken

Decide = Callable[[str], Granted | Refused]
"""Decides on one coordinate, for one visit at one moment."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: everything here is verified."""

    token: "AccessToken"
    statement: "Statement"
    ask: Ask


@dataclass(frozen=True, slots=True)
class Rights:
    """What a verified token of a foreign issuer gives."""

    scopes: frozenset[str]
    expires_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Visit:
    """An admitted request."""

    request_id: str
    identity: Identity | None
    """None in mode `open`."""
    rights: Rights | None = None
    """What the caller's token gives there; None without a token."""


@dataclass(frozen=True, slots=True)
class Denial:
    """One selection that was taken out of the operation."""

    coordinate: str
    refused: Refused
    pattern: tuple[str, ...]
    """Response keys from the root."""
    below_list: bool
    """Whether the place is inside a list, so that it has no single path."""
    shown: bool
    """Whether the variables leave the selection in the answer at all."""


@dataclass(frozen=True, slots=True)
class Everything:
    """The grant of development mode."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A grant of what one decision grants."""

    cleared: frozenset[str]
    """Coordinates that narrowing looked at and found granted, interfaces among
    them: a field on an interface is granted when it is on every object type
    that can be there."""
    decide: Decide
    """For what a plan adds to them (keys, requirements) on object types."""


Grant = Everything | Decided


@dataclass(frozen=True, slots=True)
class Narrowed:
    """An operation reduced to what is granted."""

    operation: Operation
    grant: Grant
    denials: tuple[Denial, ...] = ()
    agreements: tuple[str, ...] = ()
    """Ids of the agreements that the grant rests on, sorted."""


class Access(Protocol):
    """Decides who may ask what."""

    def admit(self, question: Question) -> Visit:
        """Admit a question, or refuse it whole.

        Raises:
            TautanError: RAW_IDENTIFIER, or a code of tokens, statements and
                attestations.
        """
        ...

    def seconds_left(self, visit: Visit) -> float | None:
        """Say how long what a visitor proved is valid from now; None: for good."""
        ...

    def narrow(
        self, visit: Visit, operation: Operation, variables: Mapping[str, Any]
    ) -> Narrowed:
        """Reduce an operation to what the visitor is granted.

        Args:
            visit: what `admit` returned.
            operation: in its normal form.
            variables: with defaults filled in.

        Raises:
            TautanError: the whole operation is refused.
        """
        ...

    def conclude(self, visit: Visit, narrowed: Narrowed) -> None:
        """Refuse the whole, where what is denied must not leave the rest.

        Args:
            visit: what `admit` returned.
            narrowed: with all that is denied, also for want of a key.

        Raises:
            TautanError: the whole operation is refused.
        """
        ...
