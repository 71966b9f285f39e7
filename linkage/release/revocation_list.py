"""All revocations in a list that the unit signs anew whenever it is asked.

    {"v": 1, "revocations": ["<compact JWS>", …], "seal": "<compact JWS>"}

Each revocation is its officer's. The seal is the unit's, over the digest of all of them
and the time: so that whoever keeps an old list from being replaced is found out once it
is too old. A list can't be forged by the unit, only be held back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from linkage.errors import ReleaseRefused
from linkage.release.revocation import LIMIT
from protocol.canonical import canonical_json, digest, read_json_object
from protocol.dates import epoch_seconds, from_epoch
from protocol.hops import process_of
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

TYPE: Final = "tautan-revocations+jws"
_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A list whose seal was verified; the revocations in it not yet."""

    revocations: tuple[str, ...]
    sealed: datetime


def seal(key: SigningKey, revocations: Sequence[str], now: datetime) -> bytes:
    """The list as it is sent.

    Args:
        key: The unit's.
        revocations: Compact JWS.
        now: The present instant.
    """
    claims = {"digest": _digest(revocations), "iat": epoch_seconds(now)}
    return canonical_json(
        {
            "v": _VERSION,
            "revocations": list(revocations),
            "seal": sign(key, TYPE, claims, with_kid=True),
        }
    )


def unseal(content: bytes, peers: KeySet, unit: str) -> RevocationList:
    """Verify the seal of a list.

    Args:
        content: The list as it came.
        peers: Holds the unit's key.
        unit: The unit's process id.

    Raises:
        ReleaseRefused: It is no list, or was not sealed by the unit.
    """
    try:
        said = read_json_object(content)
        revocations = _texts(said)
        verified = verify_by_set(str(said.get("seal")), TYPE, peers)
        sealed = from_epoch(verified.claims.seconds("iat"))
        sealed_digest = verified.claims.text("digest")
    except (BadMessage, ValueError) as error:
        raise _foreign(str(error)) from None
    if sealed_digest != _digest(revocations) or process_of(verified.kid) != unit:
        raise _foreign("the seal is of another list, or not the unit's")
    return RevocationList(revocations, sealed)


def _foreign(diagnostics: str) -> ReleaseRefused:
    return ReleaseRefused(
        "The list of revocations is not the unit's.",
        limit=LIMIT,
        diagnostics=diagnostics,
    )


def _texts(said: dict[str, Any]) -> tuple[str, ...]:
    listed = said.get("revocations")
    if said.get("v") != _VERSION or not isinstance(listed, list):
        raise ValueError("not a list of this version")
    if not all(isinstance(one, str) for one in listed):
        raise ValueError("a revocation is no text")
    return tuple(listed)


def _digest(revocations: Sequence[str]) -> str:
    return digest(canonical_json(list(revocations)))
