"""Keys of people and processes, and lists of other people's public keys.

`SigningKey` signs (Ed25519), `SealingKey` opens what was sealed to it (X25519).
Both live in files of their owner alone, as PEM (PKCS #8) or as a private JWK;
a file that others may read is refused. `KeySet` is a JWKS: a key is found by
its id and by nothing else, and brings its own algorithm.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from protocol.canonical import (
    b64url,
    b64url_decode,
    canonical_json,
    read_json_object,
)
from protocol.errors import KeyFileError
from protocol.jwk import (
    PublicKey,
    algorithm_of,
    ed25519_jwk,
    read_public,
    thumbprint,
    x25519_jwk,
)
from protocol.key_files import read_secret, write_secret

_MAX_KID: Final = 200

_Private = TypeVar("_Private", Ed25519PrivateKey, X25519PrivateKey)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key with the id that its signatures name.

    The id of a process's key is the process id ("gateway", "imigrasi",
    "encoder:imigrasi"), with "#" and any label behind it while two keys of one
    process are in use.
    """

    private: Ed25519PrivateKey = field(repr=False)
    kid: str

    @classmethod
    def generate(cls, kid: str | None = None) -> Self:
        """A new key from the system's randomness; its id defaults to the thumbprint."""
        private = Ed25519PrivateKey.generate()
        return cls(private, kid or thumbprint(ed25519_jwk(private.public_key())))

    @classmethod
    def load(cls, path: Path, kid: str | None = None) -> Self:
        """Reads a key from PEM or from a private JWK.

        Args:
            path: A file that only its owner may read.
            kid: The key's id; else the one in the JWK, else the thumbprint.

        Raises:
            KeyFileError: Missing, open to others, or not an Ed25519 key.
        """
        private, named = _load_private(path, Ed25519PrivateKey.from_private_bytes)
        if not isinstance(private, Ed25519PrivateKey):
            raise KeyFileError(f"{path}: not an Ed25519 key")
        default = thumbprint(ed25519_jwk(private.public_key()))
        return cls(private, kid or named or default)

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public half, `{kty, crv, x}`, as `cnf` and JWKS hold it."""
        return ed25519_jwk(self.private.public_key())

    def save(self, path: Path) -> None:
        """Writes a new file: a private JWK, or PEM where the name ends in .pem.

        Raises:
            KeyFileError: The file exists, or can't be written.
        """
        public = {**self.public_jwk, "kid": self.kid}
        write_secret(path, _spelled(path, self.private, public))


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A private X25519 key: what is sealed to its public half, it opens."""

    private: X25519PrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A new key from the system's randomness."""
        return cls(X25519PrivateKey.generate())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a key from PEM or from a private JWK, as `SigningKey.load`.

        Raises:
            KeyFileError: Missing, open to others, or not an X25519 key.
        """
        private, _ = _load_private(path, X25519PrivateKey.from_private_bytes)
        if not isinstance(private, X25519PrivateKey):
            raise KeyFileError(f"{path}: not an X25519 key")
        return cls(private)

    @property
    def public_jwk(self) -> dict[str, str]:
        """The public half, `{kty, crv, x}`, as a statement's `enc` holds it."""
        return x25519_jwk(self.private.public_key())

    def save(self, path: Path) -> None:
        """Writes a new file, as `SigningKey.save`.

        Raises:
            KeyFileError: The file exists, or can't be written.
        """
        write_secret(path, _spelled(path, self.private, self.public_jwk))


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """Somebody's public key."""

    kid: str
    key: PublicKey
    jwk: Mapping[str, Any]

    @property
    def algorithm(self) -> str:
        """The one JWS algorithm that this key verifies."""
        return algorithm_of(self.key)


@dataclass(frozen=True, slots=True)
class KeySet:
    """Public keys by id."""

    keys: Mapping[str, VerifyingKey]

    @classmethod
    def of(cls, keys: Iterable[SigningKey]) -> Self:
        """The public halves of the keys."""
        document = {"keys": [{**key.public_jwk, "kid": key.kid} for key in keys]}
        return cls.from_jwks(document)

    @classmethod
    def from_jwks(cls, document: Mapping[str, Any]) -> Self:
        """Reads a JWKS document (RFC 7517 §5).

        Every key must be of an accepted kind and have an id of its own: a set
        that would only be read in part is not read.

        Raises:
            KeyFileError: Not a JWKS, or a key in it is not accepted.
        """
        listed = document.get("keys")
        if not isinstance(listed, list) or not listed:
            raise KeyFileError("not a JWKS, or an empty one")
        keys = [_verifying(jwk) for jwk in listed]
        by_id = {key.kid: key for key in keys}
        if len(by_id) != len(keys):
            raise KeyFileError("two keys of the JWKS have one id")
        return cls(by_id)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a JWKS file.

        Raises:
            KeyFileError: Missing, not a JWKS, or a key in it is not accepted.
        """
        try:
            return cls.from_jwks(read_json_object(path.read_bytes()))
        except OSError as error:
            raise KeyFileError(f"{path}: {error.strerror}") from None
        except ValueError as error:
            raise KeyFileError(f"{path}: {error}") from None

    def find(self, kid: object) -> VerifyingKey | None:
        """The key with this id; None if there is none, whatever `kid` is."""
        return self.keys.get(kid) if isinstance(kid, str) else None

    def jwks(self) -> dict[str, Any]:
        """The set as a JWKS document."""
        return {"keys": [dict(known.jwk) for known in self.keys.values()]}


def _verifying(jwk: object) -> VerifyingKey:
    if not isinstance(jwk, Mapping):
        raise KeyFileError("a key of the JWKS is not an object")
    kid = jwk.get("kid")
    if not isinstance(kid, str) or not 0 < len(kid) <= _MAX_KID:
        raise KeyFileError("a key of the JWKS has no id")
    try:
        return VerifyingKey(kid, read_public(jwk), dict(jwk))
    except ValueError as error:
        raise KeyFileError(f"key {kid!r}: {error}") from None


def _load_private(
    path: Path, from_raw: Callable[[bytes], _Private]
) -> tuple[object, str]:
    """The private key and the id in its file, "" where it names none."""
    content = read_secret(path)
    try:
        if content.startswith(b"-----BEGIN"):
            return load_pem_private_key(content, password=None), ""
        return _read_private_jwk(read_json_object(content), from_raw)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(f"{path}: not a private key") from None


def _read_private_jwk(
    jwk: Mapping[str, Any], from_raw: Callable[[bytes], _Private]
) -> tuple[_Private, str]:
    private = from_raw(b64url_decode(str(jwk.get("d"))))
    public = _public_jwk(private)
    if {name: jwk.get(name) for name in public} != public:
        raise ValueError("the halves of the key do not belong together")
    return private, str(jwk.get("kid", ""))


def _public_jwk(private: Ed25519PrivateKey | X25519PrivateKey) -> dict[str, str]:
    if isinstance(private, Ed25519PrivateKey):
        return ed25519_jwk(private.public_key())
    return x25519_jwk(private.public_key())


def _spelled(
    path: Path,
    private: Ed25519PrivateKey | X25519PrivateKey,
    public: Mapping[str, str],
) -> bytes:
    if path.suffix == ".pem":
        return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return canonical_json({**public, "d": b64url(private.private_bytes_raw())})
