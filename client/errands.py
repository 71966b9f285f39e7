"""Errands at the node of the asker's own agency: attestations and lookup tokens.

Each is signed by the key that the access token names, over exactly what is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from client.errors import AnswerInvalid, NotSignedIn
from client.identity import Identity, Places
from client.transport import post_bytes
from protocol.dates import Clock
from protocol.errands import ERRAND_HEADER, ErrandMessage, sign_errand
from protocol.errors import TautanError, read_refusal
from protocol.statements import new_jti


@dataclass(frozen=True, slots=True)
class Errands:
    """What an identity's own node does for it."""

    places: Places
    identity: Identity
    clock: Clock

    def attestation(self, case: object, jti: str, purpose: str) -> str:
        """The node's word that the case is the officer's.

        Args:
            case: The case number.
            jti: Id of the request that it is for.
            purpose: Of the request.

        Raises:
            TautanError: The node refuses.
            NotSignedIn: client.yaml names no node of the organisation.
            GatewayUnreachable: The node does not answer.
        """
        asked = {"caseNumber": case, "jti": jti, "purpose": purpose}
        return self._asked("/attest", asked, "attestation")

    def lookup_token(self, paper: Mapping[str, Any], jti: str, purpose: str) -> str:
        """A lookup token for what stands on a paper.

        Args:
            paper: Some of `nik`, `passportNumber`, `name`, `birthDate`, `birthPlace`,
                `sex`, `motherName`.
            jti: Id of the request that it is for.
            purpose: Of the request.

        Raises:
            TautanError: As `attestation`.
        """
        asked = {**paper, "jti": jti, "purpose": purpose}
        return self._asked("/lookup-token", asked, "token")

    def _asked(self, path: str, asked: Mapping[str, Any], member: str) -> str:
        node = self.places.nodes.get(self.identity.organisation)
        if node is None:
            raise NotSignedIn("client.yaml names no node of your organisation")
        body = json.dumps(dict(asked)).encode()
        message = ErrandMessage(
            audience=self.identity.organisation,
            method="POST",
            path=path,
            body=body,
            token=self.identity.token,
        )
        key, now = self.identity.signing, self.clock()
        headers = {
            "authorization": f"Bearer {self.identity.token}",
            ERRAND_HEADER: sign_errand(key, message, now=now, jti=new_jti()),
        }
        reply = post_bytes(node + path, body, headers).json_object()
        made = reply.get(member)
        if not isinstance(made, str):
            raise refused(reply)
        return made


def refused(reply: Mapping[str, Any]) -> TautanError:
    """The first error of a reply that has no data, as an exception."""
    errors = reply.get("errors")
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return AnswerInvalid("neither data nor errors")
    return read_refusal(errors[0]) or AnswerInvalid("an error of unknown shape")
