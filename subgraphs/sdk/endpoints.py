"""Endpoints beside GraphQL, for an officer's own client: bearer token, JSON, log.

They are asked by the officer's client inside its own agency and not over the
gateway, so there is no hop and no statement. What is asked is signed by the key that
the token names (`protocol.errands`), once; only officers of the node's own agency are
served, and each call is in the log before it is answered.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

import orjson
from pydantic import Field, ValidationError
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from protocol.askers import asker_of
from protocol.asks import Asker
from protocol.audit_events import AuditEvent
from protocol.errands import ERRAND_HEADER, ErrandMessage, verify_errand
from protocol.errors import AuditError, TautanError
from protocol.messages import language_of
from protocol.records import Record
from protocol.replay import Used
from protocol.tokens import AccessToken
from subgraphs.sdk.events import OK
from subgraphs.sdk.faults import coded
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.service import Node
from subgraphs.sdk.verify import Incoming, token_of
from subgraphs.sdk.web import incoming_of, status_of


class ErrandBody(Record):
    """What every call names; models of endpoints add to it."""

    jti: str = Field(min_length=22, max_length=128)
    """Id of the request that the answer is for."""
    purpose: str


_Body = TypeVar("_Body", bound=ErrandBody)


@dataclass(frozen=True, slots=True)
class Errand:
    """A verified call of an officer to the own agency's node."""

    token: AccessToken
    asker: Asker
    now: datetime


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint."""

    path: str
    kind: str
    """How the audit log calls it."""
    body: type[ErrandBody]
    handle: Callable[[Errand, Any], Awaitable[Mapping[str, Any]]]
    """Does it and returns the answer's members; raises TautanError."""

    def route(self, assembled: Assembled) -> Route:
        """The endpoint at a node."""
        node = assembled.node

        async def serve(http: HttpRequest) -> Response:
            language = language_of(http.headers.get("accept-language"))
            event = AuditEvent(kind=self.kind, outcome=OK)
            try:
                incoming = await incoming_of(http)
                errand = await _errand(node, incoming)
                event = _by(event, errand)
                _prove(node, self.path, incoming, errand)
                body = _read(self.body, incoming, errand)
                event = replace(event, request_id=body.jti, purpose=body.purpose)
                answer = await self.handle(errand, body)
                await node.record(event)
            except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
                refusal = coded(error, None)
                with suppress(AuditError):
                    await node.record(replace(event, outcome=refusal.code))
                said = {"errors": [refusal.refusal(event.request_id, language)]}
                return _json(refusal.code, said)
            return _json(OK, answer)

        return Route(self.path, serve, methods=["POST"])


async def _errand(node: Node, incoming: Incoming) -> Errand:
    now = node.clock()
    token = await token_of(node.trust, incoming, now)
    asker = asker_of(node.trust.organisations, token)
    if asker.agency != node.agency:
        raise TautanError("OUT_OF_SCOPE", agency=node.agency)
    return Errand(token, asker, now)


def _prove(node: Node, path: str, incoming: Incoming, errand: Errand) -> None:
    """Passes when the officer's own key signed this errand, and for the first time.

    Raises:
        StatementError: It did not.
    """
    message = ErrandMessage(
        audience=errand.token.organisation,
        method=incoming.method,
        path=path,
        body=incoming.body,
        token=incoming.token,
    )
    compact = incoming.header(ERRAND_HEADER)
    proof = verify_errand(compact, errand.token, message, now=errand.now)
    node.trust.replay.remember(proof.jti, proof.digest, proof.expires_at, Used.ERRAND)


def _by(event: AuditEvent, errand: Errand) -> AuditEvent:
    asker = errand.asker
    return replace(event, organisation=asker.organisation, subject=asker.subject)


def _read(model: type[_Body], incoming: Incoming, errand: Errand) -> _Body:
    try:
        body = model.model_validate_json(incoming.body)
    except ValidationError:
        raise TautanError("VALIDATION_FAILED") from None
    if body.purpose not in errand.token.purposes:
        raise TautanError("PURPOSE_NOT_IN_TOKEN", purpose=body.purpose)
    return body


def _json(code: str, members: Mapping[str, Any]) -> Response:
    body = orjson.dumps(dict(members))
    return Response(body, status_code=status_of(code), media_type="application/json")
