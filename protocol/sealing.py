"""Sealed values: what a node says to the asker alone (decision record 0002).

A sealed value is a compact JWE that any JOSE library opens: ECDH-ES to the X25519
key in the asker's statement, A256GCM, and one ephemeral key per request and
node. Each value has a content key of its own, because PartyVInfo differs:

    apv = SHA-256(canonical JSON of [jti, coordinate, arguments, ref, index])

The asker computes apv again for the place where it found the value. So a value
that was moved to another field, record, index or request doesn't open, although
every part of it is genuine. The plaintext is JSON padded with spaces to steps
of 64 bytes, so that true, false and null, or two names, have one length.

Law of this file: nothing is opened before its place is checked.
"""

import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from protocol.canonical import b64url, b64url_decode, canonical_json, read_json_object
from protocol.concat_kdf import derive_content_key
from protocol.errors import SealedError, StatementError
from protocol.jwk import read_x25519, x25519_jwk
from protocol.keys import SealingKey

SEALED_TYPE: Final = "tautan-sealed+1"
"""Kind and version, in each value's header."""

STEP_BYTES: Final = 64
"""Plaintexts have a multiple of this length."""

_ALG: Final = "ECDH-ES"
_ENC: Final = "A256GCM"
_KEY_BITS: Final = 256
_IV_BYTES: Final = 12
_TAG_BYTES: Final = 16
_HEADER_MEMBERS: Final = frozenset({"alg", "apv", "enc", "epk", "typ"})

_spell = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":")
).encode


class Sealer:
    """Seals the values of one answer of one node.

    Args:
        recipient_jwk: Public X25519 JWK, a statement's `enc`.
        jti: The request id.
        ephemeral: A key that is used for this request alone; a new one if None.
        entropy: Source of initialisation vectors.

    Raises:
        StatementError: STATEMENT_MALFORMED: the key can't be sealed to.
    """

    __slots__ = ("_entropy", "_head", "_jti", "_shared")

    def __init__(
        self,
        recipient_jwk: Mapping[str, Any],
        jti: str,
        ephemeral: X25519PrivateKey | None = None,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> None:
        own = ephemeral or X25519PrivateKey.generate()
        try:
            self._shared = own.exchange(read_x25519(recipient_jwk))
        except ValueError as error:
            raise StatementError(
                "STATEMENT_MALFORMED", diagnostics=f"enc: {error}"
            ) from None
        self._jti = jti
        self._entropy = entropy
        epk = canonical_json(x25519_jwk(own.public_key())).decode()
        self._head = (
            f'{{"alg":"{_ALG}","enc":"{_ENC}","epk":{epk},"typ":"{SEALED_TYPE}","apv":"'
        )

    def seal(
        self,
        value: Any,
        *,
        coordinate: str,
        arguments: Mapping[str, Any],
        ref: str,
        index: int = 0,
    ) -> str:
        """Seals a value for one place in the answer.

        Args:
            value: A JSON value; a list-valued field is one sealed list.
            coordinate: `Type.field`.
            arguments: The field's arguments as the operation gives them.
            ref: `ref` of the object that has the field, "" if it has none.
            index: 0; in a subscription the event's number in its stream, from 1.

        Returns:
            A compact JWE.

        Raises:
            ValueError: Value or arguments are not JSON.
        """
        apv = place(self._jti, coordinate, arguments, ref, index)
        head = b64url(f'{self._head}{b64url(apv)}"}}'.encode()).encode()
        initial = self._entropy(_IV_BYTES)
        cipher = _cipher(self._shared, apv)
        sealed = cipher.encrypt(initial, _padded(value), head)
        text, tag = sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        return f"{head.decode()}..{b64url(initial)}.{b64url(text)}.{b64url(tag)}"


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens the sealed values of one request; agrees on a key once per node."""

    key: SealingKey
    jti: str
    _agreed: dict[str, bytes] = field(default_factory=dict, repr=False)

    def open(
        self,
        compact: str,
        *,
        coordinate: str,
        arguments: Mapping[str, Any],
        ref: str,
        index: int = 0,
    ) -> Any:
        """The value that was sealed for this place.

        Args:
            compact: A compact JWE.
            coordinate: `Type.field` of the place where it was found.
            arguments: The field's arguments as the operation gives them.
            ref: `ref` of the object that it was found in, "" if it has none.
            index: As `Sealer.seal`.

        Raises:
            SealedError: SEALED_MOVED (of another place or request) or
                SEALED_UNREADABLE (damaged, or sealed to another key).
        """
        apv = place(self.jti, coordinate, arguments, ref, index)
        try:
            value = _read(compact)
            if not hmac.compare_digest(value.apv, apv):
                raise SealedError("SEALED_MOVED")
            cipher = _cipher(self._shared_with(value.ephemeral), apv)
            return json.loads(cipher.decrypt(value.initial, value.sealed, value.head))
        except (ValueError, InvalidTag) as error:
            raise SealedError(
                "SEALED_UNREADABLE", diagnostics=type(error).__name__
            ) from None

    def _shared_with(self, ephemeral: Mapping[str, Any]) -> bytes:
        point = str(ephemeral.get("x"))
        if point not in self._agreed:
            self._agreed[point] = self.key.private.exchange(read_x25519(ephemeral))
        return self._agreed[point]


def open_sealed(  # noqa: PLR0913 -- each part of the place by its name
    compact: str,
    private_key: SealingKey,
    *,
    jti: str,
    coordinate: str,
    arguments: Mapping[str, Any],
    ref: str,
    index: int = 0,
) -> Any:
    """Opens one sealed value; `Opener` is faster for many.

    Raises:
        SealedError: SEALED_MOVED or SEALED_UNREADABLE.
    """
    return Opener(private_key, jti).open(
        compact, coordinate=coordinate, arguments=arguments, ref=ref, index=index
    )


def place(
    jti: str, coordinate: str, arguments: Mapping[str, Any], ref: str, index: int
) -> bytes:
    """SHA-256 of a place in an answer: the `apv` of the value sealed for it.

    Raises:
        ValueError: The arguments have no canonical spelling.
    """
    return sha256(canonical_json([jti, coordinate, arguments, ref, index])).digest()


@dataclass(frozen=True, slots=True)
class _Parts:
    head: bytes
    apv: bytes
    ephemeral: Mapping[str, Any]
    initial: bytes
    sealed: bytes


def _read(compact: str) -> _Parts:
    head, encrypted_key, initial, text, tag = compact.split(".")
    header = read_json_object(b64url_decode(head))
    kind = header.get("alg"), header.get("enc"), header.get("typ")
    if header.keys() != _HEADER_MEMBERS or kind != (_ALG, _ENC, SEALED_TYPE):
        raise ValueError("another kind or version")
    if encrypted_key or len(b64url_decode(tag)) != _TAG_BYTES:
        raise ValueError("another shape")
    return _Parts(
        head=head.encode(),
        apv=b64url_decode(str(header["apv"])),
        ephemeral=_object(header["epk"]),
        initial=b64url_decode(initial),
        sealed=b64url_decode(text) + b64url_decode(tag),
    )


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 -- one error for bad input
    return value


def _cipher(shared: bytes, apv: bytes) -> AESGCM:
    return AESGCM(
        derive_content_key(shared, enc=_ENC, apu=b"", apv=apv, bits=_KEY_BITS)
    )


def _padded(value: Any) -> bytes:
    plain = _spell(value).encode()
    return plain + b" " * (-len(plain) % STEP_BYTES)
