"""OPRF and VOPRF of RFC 9497, suite ristretto255-SHA512, over libsodium's group.

Whoever asks (the *client*, an agency's encoder) learns a keyed hash of a value of
which whoever holds the key (a *custodian*) learns nothing:

    client: blind(input) → blinded        custodian: evaluate(key, blinded) → element,
    client: finalize(input, blind, element) → 64 bytes    and a proof of the key

The key can be split additively between custodians, k = k1 + k2 + …: each evaluates
with its share and proves it against its own public key, and the sum of the elements
is what the whole key gives, as k·P = k1·P + k2·P + …. So nobody who holds less than
all shares can try out values, and every trial asks all of them.

Group operations, and the map from 64 uniform bytes to the group, are libsodium's (by
`rbcl`). Assembled here are expand_message_xmd (RFC 9380, section 5.3.1), the hashes to
group and scalar (RFC 9497, section 4.1), and the proof (section 2.2). Names in
parentheses are the RFC's.
"""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NewType

import rbcl

from linkage.errors import OprfInvalid

Scalar = NewType("Scalar", bytes)
"""32 bytes, little-endian, below the group's order."""
Element = NewType("Element", bytes)
"""32 bytes: an encoded group element, never the identity."""
RandomBytes = Callable[[int], bytes]
"""Gives so many random bytes; pass `secrets.token_bytes`."""

ELEMENT_BYTES: Final = 32
PROOF_BYTES: Final = 64
MOST_INPUT_BYTES: Final = 2**16 - 1
MOST_BATCH: Final = 2**16 - 1
_SHA512_BLOCK: Final = 128
_UNIFORM_BYTES: Final = 64
_KEY_TRIES: Final = 256
_IDENTITY: Final = bytes(ELEMENT_BYTES)


class Mode(IntEnum):
    """Which protocol of the RFC. A value of one mode is worth nothing in another."""

    OPRF = 0
    VOPRF = 1


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A custodian's key, or its share of one."""

    secret: Scalar
    public: Element

    def __repr__(self) -> str:
        return f"KeyPair(public={self.public.hex()})"


@dataclass(frozen=True, slots=True)
class Blinded:
    """A value on its way to the custodians; the client keeps `blind` to itself."""

    blind: Scalar
    element: Element

    def __repr__(self) -> str:
        return f"Blinded(element={self.element.hex()})"


def _context(mode: Mode) -> bytes:
    return b"OPRFV1-" + bytes([mode]) + b"-ristretto255-SHA512"


def _framed(content: bytes) -> bytes:
    return len(content).to_bytes(2, "big") + content


def _expand(message: bytes, tag: bytes) -> bytes:
    """64 uniform bytes (expand_message_xmd with SHA-512; one block is enough)."""
    tag += bytes([len(tag)])
    length = _UNIFORM_BYTES.to_bytes(2, "big")
    start = hashlib.sha512(bytes(_SHA512_BLOCK) + message + length + b"\0" + tag)
    return hashlib.sha512(start.digest() + b"\1" + tag).digest()


def _to_group(message: bytes, mode: Mode) -> Element:
    """A message as a group element whose logarithm nobody knows (HashToGroup)."""
    uniform = _expand(message, b"HashToGroup-" + _context(mode))
    return Element(rbcl.crypto_core_ristretto255_from_hash(uniform))


def _to_scalar(message: bytes, tag: bytes) -> Scalar:
    return _reduced(_expand(message, tag))


def _reduced(uniform: bytes) -> Scalar:
    return Scalar(rbcl.crypto_core_ristretto255_scalar_reduce(uniform))


def _random_scalar(random_bytes: RandomBytes) -> Scalar:
    """A uniform scalar; zero turns up once in 2^252 times, and is drawn again."""
    while not any(scalar := _reduced(random_bytes(_UNIFORM_BYTES))):
        continue
    return scalar


def _times(scalar: Scalar, element: Element) -> Element:
    """A multiple of an element.

    Raises:
        OprfInvalid: The element is no encoding, or the product is the identity.
    """
    try:
        return Element(rbcl.crypto_scalarmult_ristretto255(scalar, element))
    except (RuntimeError, ValueError):
        raise OprfInvalid("A group element can't be multiplied.") from None


def _base_times(scalar: Scalar) -> Element:
    """A multiple of the generator.

    Raises:
        OprfInvalid: The scalar is zero.
    """
    try:
        return Element(rbcl.crypto_scalarmult_ristretto255_base(scalar))
    except RuntimeError:
        raise OprfInvalid("A scalar is zero.") from None


def _plus(left: Element, right: Element) -> Element:
    return Element(rbcl.crypto_core_ristretto255_add(left, right))


def checked_element(content: bytes) -> Element:
    """Bytes from elsewhere as a group element (DeserializeElement).

    Raises:
        OprfInvalid: They are no canonical encoding, or the identity.
    """
    right = len(content) == ELEMENT_BYTES and content != _IDENTITY
    if not right or not rbcl.crypto_core_ristretto255_is_valid_point(content):
        raise OprfInvalid("A message holds no group element.")
    return Element(content)


def derive_key_pair(seed: bytes, info: bytes, mode: Mode) -> KeyPair:
    """The key pair of a seed (DeriveKeyPair).

    Args:
        seed: 32 random bytes.
        info: What the key is for.
        mode: A key of one mode is not used in another.

    Raises:
        OprfInvalid: The seed gives no key; use another (never seen).
    """
    tag = b"DeriveKeyPair" + _context(mode)
    for counter in range(_KEY_TRIES):
        secret = _to_scalar(seed + _framed(info) + bytes([counter]), tag)
        if any(secret):
            return KeyPair(secret, _base_times(secret))
    raise OprfInvalid("The seed gives no key.")  # pragma: no cover - 2^-64512


def split_key(whole: Scalar, shares: int, random_bytes: RandomBytes) -> list[KeyPair]:
    """Shares of a key whose sum it is; all of them are needed, and tell nothing apart.

    Args:
        whole: The key.
        shares: How many, at least 2.
        random_bytes: For all but the last.

    Raises:
        OprfInvalid: Fewer than two shares.
    """
    if shares < 2:  # noqa: PLR2004 - one share is the key itself
        raise OprfInvalid("A key is split into two shares or more.")
    parts = [_random_scalar(random_bytes) for _ in range(shares - 1)]
    rest = whole
    for part in parts:
        rest = Scalar(rbcl.crypto_core_ristretto255_scalar_sub(rest, part))
    return [KeyPair(part, _base_times(part)) for part in (*parts, rest)]


def blind(value: bytes, mode: Mode, random_bytes: RandomBytes) -> Blinded:
    """Hide a value (Blind).

    Args:
        value: At most 65,535 bytes.
        mode: Of the protocol.
        random_bytes: For the blind; never the same twice.

    Raises:
        OprfInvalid: The value is too long.
    """
    if len(value) > MOST_INPUT_BYTES:
        raise OprfInvalid("A value is longer than 65,535 bytes.")
    scalar = _random_scalar(random_bytes)
    return Blinded(scalar, _times(scalar, _to_group(value, mode)))


def evaluate(secret: Scalar, blinded: Element) -> Element:
    """A custodian's part (BlindEvaluate without the proof).

    Raises:
        OprfInvalid: The element is none.
    """
    return _times(secret, blinded)


def combine(elements: Sequence[Element]) -> Element:
    """The element of the whole key, from those of all its shares.

    Raises:
        OprfInvalid: There are none, or they cancel out.
    """
    if not elements:
        raise OprfInvalid("No custodian has answered.")
    total, *rest = map(checked_element, elements)
    for element in rest:
        total = _plus(total, element)
    return checked_element(total)


def finalize(value: bytes, blinded: Blinded, evaluated: Element) -> bytes:
    """The 64-byte output of a value (Finalize).

    In mode VOPRF the proof of every element has been verified before.

    Raises:
        OprfInvalid: The element is none.
    """
    inverse = Scalar(rbcl.crypto_core_ristretto255_scalar_invert(blinded.blind))
    unblinded = _times(inverse, evaluated)
    content = _framed(value) + _framed(unblinded) + b"Finalize"
    return hashlib.sha512(content).digest()


def prove(
    key: KeyPair,
    blinded: Sequence[Element],
    evaluated: Sequence[Element],
    random_bytes: RandomBytes,
) -> bytes:
    """A proof that elements were evaluated with a key (GenerateProof).

    It is zero-knowledge: one proof of a batch, 64 bytes. The random bytes must never
    repeat: two proofs with one and the same give the key away.

    Args:
        key: With which they were.
        blinded: At most 65,535.
        evaluated: What they gave, in the same order.
        random_bytes: For the commitment.

    Raises:
        OprfInvalid: The lists are empty, too long, or differ in length.
    """
    weights = _weights(key.public, blinded, evaluated)
    total = _weighted(weights, blinded)
    scaled = _times(key.secret, total)
    random = _random_scalar(random_bytes)
    first, second = _base_times(random), _times(random, total)
    challenge = _challenge(key.public, total, scaled, first, second)
    product = rbcl.crypto_core_ristretto255_scalar_mul(challenge, key.secret)
    response = Scalar(rbcl.crypto_core_ristretto255_scalar_sub(random, product))
    return challenge + response


def verify(
    public: Element,
    blinded: Sequence[Element],
    evaluated: Sequence[Element],
    proof: bytes,
) -> None:
    """Check a proof (VerifyProof).

    Args:
        public: The custodian's public key, known beforehand.
        blinded: What was sent to it.
        evaluated: What it answered.
        proof: Its proof.

    Raises:
        OprfInvalid: The elements were evaluated with another key, or anything has
            another shape.
    """
    if len(proof) != PROOF_BYTES:
        raise OprfInvalid("A proof has another length.")
    challenge, response = Scalar(proof[:32]), Scalar(proof[32:])
    if _reduced(challenge + bytes(32)) != challenge:
        raise OprfInvalid("A proof holds no scalar.")
    if _reduced(response + bytes(32)) != response:
        raise OprfInvalid("A proof holds no scalar.")
    weights = _weights(public, blinded, evaluated)
    total, scaled = _weighted(weights, blinded), _weighted(weights, evaluated)
    first = _plus(_base_times(response), _times(challenge, public))
    second = _plus(_times(response, total), _times(challenge, scaled))
    expected = _challenge(public, total, scaled, first, second)
    if not hmac.compare_digest(expected, challenge):
        raise OprfInvalid("A custodian's proof does not hold.")


def _weights(
    public: Element, blinded: Sequence[Element], evaluated: Sequence[Element]
) -> list[Scalar]:
    """One scalar for each pair, fixed by all of them (of ComputeComposites)."""
    if not 0 < len(blinded) == len(evaluated) <= MOST_BATCH:
        raise OprfInvalid("A batch has another number of elements.")
    context = _context(Mode.VOPRF)
    seed = hashlib.sha512(_framed(public) + _framed(b"Seed-" + context)).digest()
    tag = b"HashToScalar-" + context
    return [
        _to_scalar(
            _framed(seed)
            + at.to_bytes(2, "big")
            + _framed(one)
            + _framed(other)
            + b"Composite",
            tag,
        )
        for at, (one, other) in enumerate(zip(blinded, evaluated, strict=True))
    ]


def _weighted(weights: Sequence[Scalar], elements: Sequence[Element]) -> Element:
    total, *rest = map(_times, weights, elements)
    for element in rest:
        total = _plus(total, element)
    return total


def _challenge(*elements: Element) -> Scalar:
    content = b"".join(map(_framed, elements)) + b"Challenge"
    return _to_scalar(content, b"HashToScalar-" + _context(Mode.VOPRF))
