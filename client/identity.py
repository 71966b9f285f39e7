"""Who asks: an access token and the key that belongs to it.

Kept under a home folder, one folder per name, in files that only their owner
may read: `signing.jwk` signs request statements, `token` is what the identity
provider issued for that key. The key that answers are sealed to is made anew for
each request and never stored (`client.asking`).
"""

import json
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from client.errors import NotSignedIn
from client.transport import post
from protocol.dates import epoch_seconds
from protocol.errors import KeyFileError
from protocol.key_files import read_secret, write_secret
from protocol.keys import SigningKey
from protocol.records import parse_record, read_yaml

SETTINGS_FILE = "client.yaml"
_SPARE_SECONDS = 30


class Places(BaseModel):
    """Where things are, as `client.yaml` in the home folder says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    gateway: str
    """Base URL of the gateway."""
    issuer: str
    """Base URL of the identity provider."""
    audience: str
    """Id of the federation that statements are for."""
    questions: str
    """Folder of saved questions, relative to the file."""
    nodes: dict[str, str] = {}
    """Base URL of the asker's own agency node, by organisation."""

    @classmethod
    def load(cls, home: Path) -> Self:
        """Reads `client.yaml`.

        Raises:
            NotSignedIn: there is none.
            RecordError: it is not as it should be.
        """
        path = home / SETTINGS_FILE
        if not path.is_file():
            raise NotSignedIn(f"there is no {path}")
        return parse_record(cls, read_yaml(path.read_text("utf-8"), str(path)))


@dataclass(frozen=True, slots=True)
class Identity:
    """An asker's token and signing key."""

    name: str
    token: str
    signing: SigningKey

    @property
    def organisation(self) -> str:
        """The organisation that the token names (the gateway verifies it)."""
        return str(self._claims()["org"])

    def is_current(self, now: datetime) -> bool:
        """Whether the token will still be valid for a while."""
        return int(self._claims()["exp"]) > epoch_seconds(now) + _SPARE_SECONDS

    def _claims(self) -> dict[str, Any]:
        payload = self.token.split(".")[1]
        padded = payload + "=" * (-len(payload) % 4)
        claims: dict[str, Any] = json.loads(urlsafe_b64decode(padded))
        return claims

    @classmethod
    def load(cls, home: Path, name: str) -> Self:
        """Reads an identity.

        Raises:
            NotSignedIn: there is none of that name.
            KeyFileError: a file is damaged or open to others.
        """
        folder = home / "identities" / name
        if not (folder / "token").is_file():
            raise NotSignedIn(f"there is no identity {name!r}")
        return cls(
            name,
            read_secret(folder / "token").decode(),
            SigningKey.load(folder / "signing.jwk"),
        )


def sign_in(home: Path, name: str, issuer: str) -> Identity:
    """Gets an access token for a key of our own from the identity provider.

    A key that is there already is kept; the token is replaced.

    Raises:
        GatewayUnreachable: the provider does not answer.
        NotSignedIn: it does not know the name.
    """
    folder = home / "identities" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    signing = _signing_key(folder / "signing.jwk")
    reply = post(
        f"{issuer}/token", {"persona": name, "jwk": signing.public_jwk}, headers={}
    )
    token = reply.json_object().get("access_token")
    if not isinstance(token, str):
        raise NotSignedIn(f"the identity provider does not know {name!r}")
    (folder / "token").unlink(missing_ok=True)
    write_secret(folder / "token", token.encode())
    return Identity(name, token, signing)


def _signing_key(path: Path) -> SigningKey:
    try:
        return SigningKey.load(path)
    except KeyFileError:
        if path.exists():
            raise
    key = SigningKey.generate()
    key.save(path)
    return key
