"""Verifies a request: token, statement, hop, replay, attestation.

In this order, cheap and general first. Nothing of the body is looked at before
all of it passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from protocol.askers import asker_of
from protocol.asks import Ask, Way
from protocol.attestations import Attestation, AttestationCheck, verify_attestation
from protocol.errors import HopError
from protocol.hop_answering import Answering
from protocol.hops import (
    HOP_HEADER,
    STATEMENT_HEADER,
    Hop,
    HopMessage,
)
from protocol.keys import KeySet
from protocol.replay import ReplayGuard, Used
from protocol.statements import Statement, verify_statement
from protocol.tokens import AccessToken, verify_token
from protocol.vocabularies import Organisations
from subgraphs.sdk.issuer import IssuerKeys, key_id_of
from subgraphs.sdk.request import Caller

BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom a node believes."""

    agency: str
    """The node's own process id."""
    audience: str
    """The federation's id."""
    issuer: str
    issuer_keys: IssuerKeys
    answering: Answering
    """Believes hops, and proves the answers to them."""
    gateways: frozenset[str]
    """Process ids that may pass requests on."""
    organisations: Organisations
    replay: ReplayGuard

    @property
    def peers(self) -> KeySet:
        """Keys of the processes that may speak to it."""
        return self.answering.peers


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    """With names in lower case."""
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, "" if there is none."""
        return self.headers.get(name.lower(), "")

    @property
    def token(self) -> str:
        """The compact access token, "" if there is none."""
        value = self.header("Authorization")
        bears = value[: len(BEARER)].lower() == BEARER
        return value[len(BEARER) :].strip() if bears else ""


async def verify_request(trust: Trust, incoming: Incoming, now: datetime) -> Caller:
    """Who asks, once every signature holds.

    Raises:
        TokenError: The access token does not hold.
        StatementError: The statement does not hold, or came with another one.
        HopError: The hop does not hold, is not a gateway's, or came before.
        AttestationError: One case is asked about without an attestation.
    """
    token = await token_of(trust, incoming, now)
    statement = verify_statement(
        incoming.header(STATEMENT_HEADER), token, audience=trust.audience, now=now
    )
    hop = _verify_hop(trust, incoming, statement)
    trust.replay.remember_shared(
        statement.jti, statement.digest, statement.expires_at, Used.STATEMENT
    )
    attestation = _attestation(trust, token, statement, now)
    ask = Ask(
        asker=asker_of(trust.organisations, token),
        purpose=statement.purpose,
        way=statement.way,
        stage=attestation.stage if attestation else None,
    )
    return Caller(token, statement, ask, attestation, hop)


async def token_of(trust: Trust, incoming: Incoming, now: datetime) -> AccessToken:
    """The verified access token of a request.

    Raises:
        TokenError: It does not hold.
    """
    return verify_token(
        incoming.token,
        await trust.issuer_keys(key_id_of(incoming.token)),
        issuer=trust.issuer,
        audience=trust.audience,
        now=now,
    )


def _verify_hop(trust: Trust, incoming: Incoming, statement: Statement) -> Hop:
    message = HopMessage(
        audience=trust.agency,
        method=incoming.method,
        path=incoming.path,
        body=incoming.body,
        token=incoming.token,
        statement=incoming.header(STATEMENT_HEADER),
        request_id=statement.jti,
    )
    hop = trust.answering.verify(incoming.header(HOP_HEADER), message)
    if hop.issuer not in trust.gateways:
        raise HopError("HOP_UNSIGNED", diagnostics="not a gateway's")
    if hop.session is None:
        trust.replay.remember(hop.jti, hop.digest, hop.expires_at, Used.HOP)
    return hop


def _attestation(
    trust: Trust, token: AccessToken, statement: Statement, now: datetime
) -> Attestation | None:
    if statement.way is not Way.CASE:
        return None
    agency = trust.organisations.agency(token.organisation)
    check = AttestationCheck(token, statement, agency)
    return verify_attestation(trust.peers, check, now=now)
