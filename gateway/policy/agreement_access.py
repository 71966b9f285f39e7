"""Access by agreements: verify who asks, then decide field by field.

`admit` = look for raw identifiers, verify token and statement, bind the
statement to the operation, take its id once, verify the attestation of a case.
`narrow` decides with the agreements as they stand at that moment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from gateway.operation.ast import Operation
from gateway.operation.limits import Limits
from gateway.operation.parse import parse_document
from gateway.policy.access import Decide, Identity, Narrowed, Visit
from gateway.policy.narrow import Narrowing
from gateway.policy.public_questions import asks_about_schema_alone
from gateway.policy.question import Question
from gateway.policy.raw_identifiers import refuse_raw_identifiers
from gateway.supergraph.model import Kind, Supergraph
from protocol.agreements.book import AgreementBook
from protocol.askers import asker_of
from protocol.asks import Ask, Way
from protocol.attestations import AttestationCheck, verify_attestation
from protocol.classification import Classification
from protocol.dates import Clock
from protocol.decision import decide
from protocol.errors import TokenError
from protocol.keys import KeySet
from protocol.replay import ReplayGuard
from protocol.rules.whole import refusing_whole
from protocol.statements import Statement, new_jti, verify_statement
from protocol.tokens import AccessToken, verify_token
from protocol.verdicts import Granted, Refused


@dataclass(frozen=True, slots=True)
class Verifier:
    """What identities are checked against."""

    issuer: str
    issuer_keys: Callable[[], KeySet]
    """The issuer's keys as they are now."""
    audience: str
    peers: KeySet
    """Keys of the nodes, which attest cases."""
    replays: ReplayGuard
    clock: Clock
    limits: Limits


@dataclass(frozen=True, slots=True)
class AgreementAccess:
    """Admits askers and narrows to what their agreements grant."""

    supergraph: Supergraph
    classification: Classification
    book: AgreementBook
    verifier: Verifier
    require_fresh: Callable[[], object]
    """Raises REGISTRY_STALE where the agreements were not confirmed lately."""

    def admit(self, question: Question) -> Visit:
        """Verify who asks; see `Access.admit`."""
        name = question.operation_name or ""
        refuse_raw_identifiers(question.document, question.variables, name)
        if not question.token and not question.statement:
            return self._anonymous(question)
        self.require_fresh()
        verifier = self.verifier
        now = verifier.clock()
        token = verify_token(
            question.token,
            verifier.issuer_keys(),
            issuer=verifier.issuer,
            audience=verifier.audience,
            now=now,
        )
        statement = verify_statement(
            question.statement, token, audience=verifier.audience, now=now
        )
        statement.bind(question.document, question.variables)
        verifier.replays.remember(statement.jti, statement.digest, statement.expires_at)
        ask = self._ask(token, statement)
        return Visit(statement.request_id, Identity(token, statement, ask))

    def seconds_left(self, visit: Visit) -> float | None:
        """Token and statement are valid for a while; see `Access.seconds_left`."""
        if visit.identity is None:
            return None
        expires = min(
            visit.identity.token.expires_at, visit.identity.statement.expires_at
        )
        return expires - self.verifier.clock().timestamp()

    def narrow(
        self, visit: Visit, operation: Operation, variables: Mapping[str, Any]
    ) -> Narrowed:
        """Decide on every field; see `Access.narrow`."""
        if visit.identity is None:
            return Narrowing(self.supergraph, _nothing, variables).run(
                operation, worklist=False
            )
        ask = visit.identity.ask
        narrowing = Narrowing(self.supergraph, self._decide_for(ask), variables)
        return narrowing.run(operation, worklist=ask.way is Way.WORKLIST)

    def conclude(self, visit: Visit, narrowed: Narrowed) -> None:
        """Refuse the whole where an agreement says so; see `Access.conclude`."""
        denied = [one.refused for one in narrowed.denials if one.shown]
        refused = refusing_whole(denied, narrowed.agreements, self.book)
        if refused is not None and visit.identity is not None:
            raise refused.error(visit.identity.ask.purpose)

    def _anonymous(self, question: Question) -> Visit:
        document = parse_document(question.document, self.verifier.limits)
        if not asks_about_schema_alone(document):
            raise TokenError("TOKEN_MISSING")
        return Visit(new_jti(), None)

    def _ask(self, token: AccessToken, statement: Statement) -> Ask:
        asker = asker_of(self.book.organisations, token)
        stage = None
        if statement.way is Way.CASE:
            stage = verify_attestation(
                self.verifier.peers,
                AttestationCheck(token, statement, asker.agency),
                now=self.verifier.clock(),
            ).stage
        return Ask(asker, statement.purpose, statement.way, stage)

    def _decide_for(self, ask: Ask) -> Decide:
        """Decide for one ask at one moment, each coordinate once."""
        now = self.verifier.clock()

        @cache
        def decided(coordinate: str) -> Granted | Refused:
            typename = coordinate.partition(".")[0]
            if self.supergraph.type(typename).kind is not Kind.OBJECT:
                return Refused("ELEMENT_NOT_GRANTED", None, None, "interface")
            return decide(ask, coordinate, self.classification, self.book, now)

        return decided


def _nothing(coordinate: str) -> Refused:  # noqa: ARG001 - decides the same on all
    return Refused("ELEMENT_NOT_GRANTED", None, None, None)
