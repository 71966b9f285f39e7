"""AES-SIV (RFC 5297) over bound text: what tickets and cursors are made with.

The same text under the same key and the same binding seals to the same bytes,
so equal things stay equal without a nonce to get wrong; under any other binding
it doesn't open. The first part of the binding names the kind and its version,
so that a ticket can't stand for a cursor.
"""

from collections.abc import Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from protocol.canonical import b64url, b64url_decode
from protocol.secret_keys import SecretKey

STEP_BYTES: Final = 32
"""Plaintexts are padded to multiples of this, so that lengths say little."""

MAX_CHARACTERS: Final = 4096


def seal_bound(key: SecretKey, text: str, binding: Sequence[str]) -> str:
    """Seals a text; equal inputs give equal results.

    Args:
        key: 64 bytes (AES-256 in SIV mode).
        text: Anything without NUL characters.
        binding: What must be the same when it is opened; at most 100 texts.

    Returns:
        base64url of SIV and ciphertext.

    Raises:
        ValueError: The text holds a NUL character.
    """
    plain = text.encode()
    if b"\0" in plain:
        raise ValueError("a NUL character can't be sealed")
    padded = plain + b"\0" * (STEP_BYTES - len(plain) % STEP_BYTES)
    return b64url(AESSIV(key.secret).encrypt(padded, _parts(binding)))


def open_bound(key: SecretKey, sealed: str, binding: Sequence[str]) -> str:
    """Opens a text sealed under the same key and binding.

    Raises:
        ValueError: It was not, or it is damaged.
    """
    if len(sealed) > MAX_CHARACTERS:
        raise ValueError("too long")
    try:
        padded = AESSIV(key.secret).decrypt(b64url_decode(sealed), _parts(binding))
    except InvalidTag:
        raise ValueError("not sealed under this key and binding") from None
    return padded.rstrip(b"\0").decode()


def _parts(binding: Sequence[str]) -> list[bytes]:
    return [part.encode() for part in binding]
