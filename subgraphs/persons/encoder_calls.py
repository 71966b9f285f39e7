"""What agencies' encoders send to the unit: verified, done, answered signed.

    receive → verify → do → say

A message is signed by the encoder of the agency that stands in its path. Whatever
goes wrong, the answer is coded and signed, and a line of the log says so.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from linkage.errors import LinkageError
from protocol.audit_events import AuditEvent
from protocol.canonical import digest
from protocol.errors import AuditError, HopError, TautanError
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    AnswerMessage,
    HopMessage,
    sign_answer,
    verify_hop,
)
from protocol.messages import language_of
from protocol.replay import Used
from subgraphs.persons.people import AGENCY_OF
from subgraphs.sdk.events import OK
from subgraphs.sdk.faults import coded
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.web import body_of, status_of

AGENCIES = frozenset(AGENCY_OF.values())
"""Agencies that hold records of persons."""


@dataclass(frozen=True, slots=True)
class Call:
    """A verified message of an agency's encoder."""

    agency: str
    body: bytes
    digest: str
    """Of the signed message."""


@dataclass(frozen=True, slots=True)
class EncoderCalls:
    """One endpoint for encoders; its path names the agency."""

    path: str
    method: str
    kind: str
    """How the audit log calls it."""
    most_bytes: int
    handle: Callable[[Call, Assembled], Awaitable[Mapping[str, Any]]]
    """Does it, logs it, and returns the answer's members."""

    def route(self, assembled: Assembled) -> BaseRoute:
        """The endpoint at the unit."""

        async def serve(http: HttpRequest) -> Response:
            agency = http.path_params["agency"]
            try:
                body = await body_of(http, self.most_bytes)
                call = _verified(assembled, http, body, agency)
                said = await self.handle(call, assembled)
            except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
                refusal = _coded(error, agency)
                await self._record_refusal(assembled, refusal.code, agency)
                language = language_of(http.headers.get("accept-language"))
                errors = {"errors": [refusal.refusal(None, language)]}
                return _signed(assembled, http, refusal.code, errors)
            return _signed(assembled, http, OK, said)

        return Route(self.path, serve, methods=[self.method])

    async def _record_refusal(
        self, assembled: Assembled, code: str, agency: str
    ) -> None:
        """Logs a refusal; whatever else stood in the path is left out."""
        agencies = tuple({agency} & AGENCIES)
        with suppress(AuditError):
            # A refusal changes nothing: it is said even where no line can be written.
            event = AuditEvent(self.kind, code, agencies=agencies)
            await assembled.node.record(event)


def _verified(
    assembled: Assembled, http: HttpRequest, content: bytes, agency: str
) -> Call:
    """The message, if it is of the agency's own encoder, and new.

    Raises:
        HopError: It is not.
    """
    node = assembled.node
    message = HopMessage(
        audience=node.agency,
        method=http.method,
        path=http.url.path,
        body=content,
        token="",
        statement="",
        request_id="",
    )
    compact = http.headers.get(HOP_HEADER, "")
    hop = verify_hop(compact, node.trust.peers, message, now=node.clock())
    if hop.issuer != _encoder(agency) or agency not in AGENCIES:
        raise HopError("HOP_UNSIGNED", diagnostics="not the agency's encoder")
    node.trust.replay.remember(hop.jti, hop.digest, hop.expires_at, Used.HOP)
    return Call(agency, content, hop.digest)


def _encoder(agency: str) -> str:
    """The process id of an agency's encoder."""
    return f"encoder:{agency}"


def _coded(error: Exception, agency: str) -> TautanError:
    if isinstance(error, LinkageError):
        return TautanError(error.code, agency=agency, diagnostics=error.diagnostics)
    return coded(error, None)


def _signed(
    assembled: Assembled, http: HttpRequest, code: str, said: Mapping[str, Any]
) -> Response:
    node = assembled.node
    body = orjson.dumps(dict(said))
    message = AnswerMessage(
        issuer=node.agency,
        audience=_encoder(http.path_params["agency"]),
        hop_digest=digest(http.headers.get(HOP_HEADER, "").encode()),
        status=status_of(code),
        body=body,
    )
    signed = {ANSWER_HEADER: sign_answer(assembled.key, message, now=node.clock())}
    return Response(body, status_of(code), signed, media_type="application/json")
