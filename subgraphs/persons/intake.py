"""`PUT /encodings/<agency>`: an agency's encoder delivers its encodings file.

    receive → verify → check → record → put in place → say

The message is signed by the encoder of that agency. The file is read and checked
whole before it takes the place of the one before: damaged, of another agency,
profile, epoch or secret, it is refused and the one before stays in force. The same
file twice is one. Nothing is put in place before its audit line is on disk.
"""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.faults import coded
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.web import status_of

KIND = "ENCODINGS"
OK = "OK"

_AGENCIES = frozenset(AGENCY_OF.values())
"""Agencies that hold records of persons."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes encodings files of the epochs in force."""

    uploads: Uploads
    profile: Profile
    epochs: frozenset[str]
    most_bytes: int
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One file at a time: the canary of each is compared with those before it."""

    async def body(self, http: HttpRequest) -> bytes:
        """The file as it arrives.

        Raises:
            TautanError: BODY_TOO_LARGE.
        """
        body = bytearray()
        async for chunk in http.stream():
            body += chunk
            if len(body) > self.most_bytes:
                raise TautanError("BODY_TOO_LARGE")
        return bytes(body)

    @contextmanager
    def arrived(self, content: bytes) -> Iterator[Path]:
        """The file on disk, beside the others, until it is put in place or not."""
        self.uploads.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.uploads.folder / f".arrived-{secrets.token_hex(8)}"
        try:
            path.write_bytes(content)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def check(self, agency: str, path: Path) -> Header:
        """Reads and checks a whole file.

        Raises:
            LinkageError: Damaged, or of another profile, epoch or secret.
            TautanError: ENCODINGS_CORRUPT: of another agency than it came from.
        """
        header = read_encodings(path).header
        canary = self._canary(agency, header.epoch)
        require(header, self.profile, epochs=self.epochs, canary=canary)
        if header.agency != agency:
            raise TautanError("ENCODINGS_CORRUPT", agency=agency)
        return header

    def _canary(self, agency: str, epoch: str) -> str | None:
        """What the canary records gave at the other agencies in this epoch."""
        for other in sorted(_AGENCIES - {agency}):
            file = self.uploads.of(other)
            if file is not None and file.header.epoch == epoch:
                return file.header.canary
        return None


def intake_endpoint(intake: Intake, assembled: Assembled) -> BaseRoute:
    """The endpoint at the unit."""

    async def receive(http: HttpRequest) -> Response:
        agency = http.path_params["agency"]
        try:
            epoch = await _take(intake, assembled, http, agency)
        except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
            refusal = _coded(error, agency)
            await _record_refusal(assembled, refusal.code, agency)
            language = language_of(http.headers.get("accept-language"))
            said = {"errors": [refusal.refusal(None, language)]}
            return _signed(assembled, http, refusal.code, said)
        return _signed(assembled, http, OK, {"status": "taken", "epoch": epoch})

    return Route("/encodings/{agency}", receive, methods=["PUT"])


async def _take(
    intake: Intake, assembled: Assembled, http: HttpRequest, agency: str
) -> str:
    """Puts a file in place, and returns the epoch that it is of."""
    content = await intake.body(http)
    _verify(assembled, http, content, agency)
    async with intake.turn:
        with intake.arrived(content) as path:
            header = await asyncio.to_thread(intake.check, agency, path)
            await assembled.node.record(AuditEvent(KIND, OK, agencies=(agency,)))
            path.replace(intake.uploads.path(agency))
    return header.epoch


def _verify(
    assembled: Assembled, http: HttpRequest, content: bytes, agency: str
) -> None:
    """Passes when the message is of the agency's own encoder, and new.

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
    if hop.issuer != _encoder(agency) or agency not in _AGENCIES:
        raise HopError("HOP_UNSIGNED", diagnostics="not the agency's encoder")
    node.trust.replay.remember(hop.jti, hop.digest, hop.expires_at, Used.HOP)


def _encoder(agency: str) -> str:
    """The process id of an agency's encoder."""
    return f"encoder:{agency}"


def _coded(error: Exception, agency: str) -> TautanError:
    if isinstance(error, LinkageError):
        return TautanError(error.code, agency=agency, diagnostics=error.diagnostics)
    return coded(error, None)


async def _record_refusal(assembled: Assembled, code: str, agency: str) -> None:
    """Writes that a file was refused; whatever else stood in the path is left out."""
    agencies = tuple({agency} & _AGENCIES)
    with suppress(AuditError):
        # A refusal changes nothing, so it is said even where no line can be written.
        await assembled.node.record(AuditEvent(KIND, code, agencies=agencies))


def _signed(
    assembled: Assembled, http: HttpRequest, code: str, said: dict[str, Any]
) -> Response:
    node = assembled.node
    body = orjson.dumps(said)
    message = AnswerMessage(
        issuer=node.agency,
        audience=_encoder(http.path_params["agency"]),
        hop_digest=digest(http.headers.get(HOP_HEADER, "").encode()),
        status=status_of(code),
        body=body,
    )
    signed = {ANSWER_HEADER: sign_answer(assembled.key, message, now=node.clock())}
    return Response(body, status_of(code), signed, media_type="application/json")
