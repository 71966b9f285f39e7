"""Access by the scopes of a token, where a supergraph asks for them.

For supergraphs that mark fields with @authenticated, @requiresScopes or @policy
and have no field classified as personal. A field that the token gives no right to is
null, with an error at its place; the rest is answered. Nothing is sent to a subgraph
for it, neither by itself nor as what another field requires.

Empty means refuse: without an issuer in the settings no token can be believed, so
nobody is authenticated; and a @policy is never met, since this gateway has nothing
that could judge one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.operation.ast import Operation
from gateway.policy.access import Decide, Narrowed, Rights, Visit
from gateway.policy.narrow import Narrowing
from gateway.policy.question import Question
from gateway.policy.scope_rules import AnyOf, Need
from gateway.supergraph.model import Supergraph
from protocol.dates import Clock
from protocol.verdicts import Granted, Refused

_GRANTED: Final = Granted(agreement=None, clause="scopes")
_REFUSED: Final = Refused("UNAUTHORIZED_FIELD_OR_TYPE", None, None, None)


def no_issuer(_token: str) -> Rights | None:
    """Believe no token."""
    return None


@dataclass(frozen=True, slots=True)
class ScopedAccess:
    """Admits everyone whose token, if there is one, is good; grants by scopes."""

    supergraph: Supergraph
    needs: Mapping[str, Need]
    """By `Type.field`."""
    rights_of: Callable[[str], Rights | None]
    """Verifies a token."""
    clock: Clock
    new_id: Callable[[], str]
    """Makes request ids."""

    def admit(self, question: Question) -> Visit:
        """Verify the token, if there is one.

        Raises:
            TokenError: it is not good. No token at all is no error.
        """
        rights = self.rights_of(question.token) if question.token else None
        return Visit(self.new_id(), None, rights)

    def seconds_left(self, visit: Visit) -> float | None:
        """A token is valid for a while; see `Access.seconds_left`."""
        if visit.rights is None:
            return None
        return visit.rights.expires_at - self.clock().timestamp()

    def narrow(
        self, visit: Visit, operation: Operation, variables: Mapping[str, Any]
    ) -> Narrowed:
        """Decide on every field; see `Access.narrow`."""
        narrowing = Narrowing(self.supergraph, self._decide_for(visit), variables)
        return narrowing.run(operation, worklist=False)

    def conclude(self, visit: Visit, narrowed: Narrowed) -> None:
        """What a token gives no right to never keeps the rest back."""

    def _decide_for(self, visit: Visit) -> Decide:
        def decided(coordinate: str) -> Granted | Refused:
            need = self.needs.get(coordinate)
            return _GRANTED if need is None or _met(need, visit.rights) else _REFUSED

        return decided


def _met(need: Need, rights: Rights | None) -> bool:
    if rights is None or need.policies:
        return False
    return all(_holds(rights.scopes, one) for one in need.scopes)


def _holds(scopes: frozenset[str], wanted: AnyOf) -> bool:
    return any(one <= scopes for one in wanted)
