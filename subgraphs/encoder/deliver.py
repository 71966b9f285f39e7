"""Delivers an encodings file to the unit, signed by the encoder."""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp
import orjson

from protocol.canonical import digest
from protocol.dates import Clock
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

UNIT = "persons"
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

    async def deliver(self, body: bytes, clock: Clock) -> None:
        """Delivers a file; returns once the unit has checked and kept it.

        Args:
            body: The encodings file.
            clock: Tells the time; the unit may take minutes to check a file.

        Raises:
            TautanError: The unit refused the file, could not be reached, or
                the answer is not its own.
        """
        target = f"/encodings/{self.agency}"
        message = HopMessage(UNIT, "PUT", target, body, "", "", "")
        hop = sign_hop(self.key, message, now=clock(), jti=new_jti())
        status, answer, signed = await self._put(target, body, hop)
        said = AnswerMessage(
            issuer=UNIT,
            audience=process_of(self.key.kid),
            hop_digest=digest(hop.encode()),
            status=status,
            body=answer,
        )
        verify_answer(signed, self.peers, said, now=clock())
        for error in _errors(answer):
            raise read_refusal(error) or _garbled()
        if status != _TAKEN:
            raise _garbled()

    async def _put(self, target: str, body: bytes, hop: str) -> tuple[int, bytes, str]:
        headers = {HOP_HEADER: hop, "Content-Type": "application/octet-stream"}
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, headers=headers) as client,
                client.put(self.unit + target, data=BytesIO(body)) as answer,
            ):
                signed = answer.headers.get(ANSWER_HEADER, "")
                return answer.status, await answer.read(), signed
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TautanError(
                "AGENCY_UNREACHABLE", agency=UNIT, diagnostics=type(error).__name__
            ) from None


_TAKEN = 200


def _errors(answer: bytes) -> list[Mapping[str, Any]]:
    try:
        errors = orjson.loads(answer).get("errors", [])
    except (orjson.JSONDecodeError, AttributeError):
        raise _garbled() from None
    return errors if isinstance(errors, list) else []


def _garbled() -> TautanError:
    return TautanError("AGENCY_GARBLED", agency=UNIT)
