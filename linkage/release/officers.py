"""The officers who release profiles: one an agency, two agencies at least.

A JWKS (RFC 7517) of Ed25519 keys. A key's id is `officer:` and the agency's short
name (see `protocol.officers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from linkage.errors import OfficersInvalid
from protocol.errors import KeyFileError
from protocol.keys import KeySet, SigningKey
from protocol.officers import OFFICER, officer_of

_LEAST_AGENCIES: Final = 2


@dataclass(frozen=True, slots=True)
class Officers:
    """Whose signatures release a profile.

    Raises:
        OfficersInvalid: Fewer than two agencies (four eyes), two of them with one
            key, or a key that is no officer's.
    """

    keys: KeySet

    def __post_init__(self) -> None:
        holders: dict[str, str] = {}
        for kid, key in self.keys.keys.items():
            agency = agency_of(kid)
            if holders.setdefault(str(key.jwk.get("x")), agency) != agency:
                raise OfficersInvalid("Two agencies have one key: one pair of eyes.")
        if len(self.agencies) < _LEAST_AGENCIES:
            raise OfficersInvalid("A profile is released by two agencies or more.")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the officers' public keys.

        Raises:
            OfficersInvalid: The file is missing or malformed, or as above.
        """
        try:
            return cls(KeySet.load(path))
        except KeyFileError as error:
            raise OfficersInvalid(
                "The officers' keys can't be read.", diagnostics=error.diagnostics
            ) from None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Each of these must sign, in order of name."""
        return tuple(sorted({agency_of(kid) for kid in self.keys.keys}))


def agency_of(kid: str) -> str:
    """The agency whose officer has a key.

    Raises:
        OfficersInvalid: It is no officer's.
    """
    agency = officer_of(kid)
    if agency is None:
        raise OfficersInvalid(
            "A key is no officer's.", diagnostics=f"its id does not begin {OFFICER}"
        )
    return agency


def with_officer(known: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """The JWKS with an officer's public key added.

    Raises:
        OfficersInvalid: A key with this id stands there already.
    """
    listed = list(known.get("keys", ()))
    if any(one.get("kid") == key.kid for one in listed):
        raise OfficersInvalid(f"{key.kid} has a key already.")
    return {"keys": [*listed, {**key.public_jwk, "kid": key.kid, "use": "sig"}]}
