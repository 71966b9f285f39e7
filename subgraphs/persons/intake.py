"""`PUT /encodings/<agency>`: an agency's encoder delivers its encodings file.

The message is signed by the encoder of that agency. The file is read and checked
whole before it takes the place of the one before: damaged, of another profile,
epoch or secret, it is refused and nothing is lost. The same file twice is one.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from linkage.errors import LinkageError
from linkage.exchange.encoding import Header
from linkage.exchange.reader import read_encodings, require
from linkage.profile import Profile
from protocol.audit_events import AuditEvent
from protocol.canonical import digest
from protocol.errors import HopError, TautanError
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
from subgraphs.persons.linking import ENCODINGS_SUFFIX
from subgraphs.persons.people import AGENCY_OF
from subgraphs.sdk.faults import coded
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.web import status_of

MOST_BYTES = 2**30
KIND = "ENCODINGS"
OK = "OK"


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes encodings files of the epochs in force."""

    folder: Path
    profile: Profile
    epochs: frozenset[str]

    def take(self, agency: str, content: bytes) -> Header:
        """Checks a file and puts it in the place of the one before.

        Raises:
            LinkageError: Damaged, or of another profile, epoch or secret.
            TautanError: ENCODINGS_CORRUPT: of another agency than it came from.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        arrived = self.folder / f".{agency}.{secrets.token_hex(8)}"
        try:
            arrived.write_bytes(content)
            header = read_encodings(arrived).header
            require(
                header,
                self.profile,
                epochs=self.epochs,
                canary=self._canary(agency, header.epoch),
            )
            if header.agency != agency:
                raise TautanError("ENCODINGS_CORRUPT", agency=agency)
            arrived.replace(self.folder / f"{agency}{ENCODINGS_SUFFIX}")
        finally:
            arrived.unlink(missing_ok=True)
        return header

    def _canary(self, agency: str, epoch: str) -> str | None:
        """What the canary records gave at the other agencies in this epoch."""
        for path in sorted(self.folder.glob(f"*{ENCODINGS_SUFFIX}")):
            if path.stem != agency:
                header = read_encodings(path).header
                if header.epoch == epoch:
                    return header.canary
        return None


def intake_endpoint(intake: Intake, assembled: Assembled) -> BaseRoute:
    """The endpoint at the unit."""
    node, key = assembled.node, assembled.key

    async def receive(http: HttpRequest) -> Response:
        agency = http.path_params["agency"]
        sender = f"encoder:{agency}"
        body = b""
        event = AuditEvent(kind=KIND, outcome=OK, agencies=(agency,))
        said: dict[str, object]
        try:
            body = await _body(http)
            _verify(assembled, http, body, sender)
            header = intake.take(agency, body)
            await node.record(event)
            said = {"status": "taken", "epoch": header.epoch}
            code = OK
        except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
            refusal = _coded(error, agency)
            await node.record(AuditEvent(KIND, refusal.code, agencies=(agency,)))
            language = language_of(http.headers.get("accept-language"))
            said = {"errors": [refusal.refusal(None, language)]}
            code = refusal.code
        answer = orjson.dumps(said)
        message = AnswerMessage(
            issuer=node.agency,
            audience=sender,
            hop_digest=digest(http.headers.get(HOP_HEADER, "").encode()),
            status=status_of(code),
            body=answer,
        )
        signed = {ANSWER_HEADER: sign_answer(key, message, now=node.clock())}
        return Response(answer, status_of(code), signed, media_type="application/json")

    return Route("/encodings/{agency}", receive, methods=["PUT"])


async def _body(http: HttpRequest) -> bytes:
    body = bytearray()
    async for chunk in http.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise TautanError("BODY_TOO_LARGE")
    return bytes(body)


def _verify(assembled: Assembled, http: HttpRequest, body: bytes, sender: str) -> None:
    node = assembled.node
    message = HopMessage(
        audience=node.agency,
        method=http.method,
        path=http.url.path,
        body=body,
        token="",
        statement="",
        request_id="",
    )
    compact = http.headers.get(HOP_HEADER, "")
    hop = verify_hop(compact, node.trust.peers, message, now=node.clock())
    if hop.issuer != sender or sender.removeprefix("encoder:") not in _AGENCIES:
        raise HopError("HOP_UNSIGNED", diagnostics="not the agency's encoder")
    node.trust.replay.remember(hop.jti, hop.digest, hop.expires_at, Used.HOP)


_AGENCIES = frozenset(AGENCY_OF.values())


def _coded(error: Exception, agency: str) -> TautanError:
    if isinstance(error, LinkageError):
        return TautanError(error.code, agency=agency, diagnostics=error.diagnostics)
    return coded(error, None)
