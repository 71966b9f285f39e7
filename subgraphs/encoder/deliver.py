"""Brings an agency's encodings to the unit, whole or in part, signed by the encoder."""

import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import orjson

from protocol.canonical import digest
from protocol.dates import Clock
from protocol.erasures import (
    erasure_body,
    read_erasure,
    record_digest,
    verify_certificate,
)
from protocol.errors import TautanError, read_refusal
from protocol.hops import (
    ANSWER_HEADER,
    HOP_HEADER,
    AnswerMessage,
    HopMessage,
    process_of,
    sign_hop,
    verify_answer,
)
from protocol.keys import KeySet, SigningKey
from protocol.statements import new_jti
from subgraphs.encoder.release import UNIT

SECONDS = 600
"""How long the unit may take to receive and check a file."""


@dataclass(frozen=True, slots=True)
class Courier:
    """Who delivers, and to whom."""

    agency: str
    key: SigningKey
    """Of the process `encoder:<agency>`."""
    peers: KeySet
    """Holds the unit's key."""
    unit: str
    """The unit's base URL."""
    tls: ssl.SSLContext | None = None
    """Whom to believe and what to show; the system's authorities if None."""

    async def deliver(self, body: bytes, clock: Clock) -> None:
        """Delivers a file; returns once the unit has checked and kept it.

        Args:
            body: The encodings file.
            clock: Tells the time; the unit may take minutes to check a file.

        Raises:
            TautanError: The unit refused the file, could not be reached, or
                the answer is not its own.
        """
        await self._send("PUT", "encodings", body, clock)

    async def correct(self, body: bytes, clock: Clock) -> bool:
        """Delivers the encodings of a few records, in the place of what they were.

        Args:
            body: An encodings file of these records alone.
            clock: As above.

        Returns:
            Whether links follow at once; otherwise the next run lets them.

        Raises:
            TautanError: As above.
        """
        said = await self._send("PATCH", "encodings", body, clock)
        return said.get("linked") is True

    async def erase(self, handles: Iterable[str], clock: Clock) -> str:
        """Has records erased.

        Args:
            handles: Of at most `protocol.erasures.MOST_HANDLES` records.
            clock: As above.

        Returns:
            The unit's certificate, signed and verified.

        Raises:
            TautanError: As above.
        """
        body = erasure_body(handles)
        said = await self._send("POST", "erasures", body, clock)
        compact = str(said.get("certificate"))
        certificate = verify_certificate(compact, self.peers, UNIT)
        asked = tuple(record_digest(self.agency, each) for each in read_erasure(body))
        if (certificate.agency, certificate.records) != (self.agency, asked):
            raise _garbled()
        return compact

    async def _send(
        self, method: str, folder: str, body: bytes, clock: Clock
    ) -> Mapping[str, Any]:
        """Sends a message of the encoder, and returns what the unit said."""
        target = f"/{folder}/{self.agency}"
        message = HopMessage(UNIT, method, target, body, "", "", "")
        hop = sign_hop(self.key, message, now=clock(), jti=new_jti())
        status, answer, signed = await self._exchange(message, hop)
        said = AnswerMessage(
            issuer=UNIT,
            audience=process_of(self.key.kid),
            hop_digest=digest(hop.encode()),
            status=status,
            body=answer,
        )
        verify_answer(signed, self.peers, said, now=clock())
        members = _members(answer)
        for error in members.get("errors", ()):
            raise read_refusal(error) or _garbled()
        if status != _TAKEN:
            raise _garbled()
        return members

    async def _exchange(self, message: HopMessage, hop: str) -> tuple[int, bytes, str]:
        headers = {HOP_HEADER: hop, "Content-Type": "application/octet-stream"}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        url, body = self.unit + message.path, BytesIO(message.body)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers=headers) as client,
                client.request(
                    message.method, url, data=body, ssl=self.tls or True
                ) as answer,
            ):
                signed = answer.headers.get(ANSWER_HEADER, "")
                return answer.status, await answer.read(), signed
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TautanError(
                "AGENCY_UNREACHABLE", agency=UNIT, diagnostics=type(error).__name__
            ) from None


_TAKEN = 200


def _members(answer: bytes) -> Mapping[str, Any]:
    try:
        members = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise _garbled() from None
    if not isinstance(members, dict):
        raise _garbled()
    return members


def _garbled() -> TautanError:
    return TautanError("AGENCY_GARBLED", agency=UNIT)
