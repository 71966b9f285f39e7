"""Sealing and opening many values, ours and with joserfc.

Both make compact JWEs with ECDH-ES on X25519 and A256GCM. joserfc takes a new
ephemeral key for each value, as a JOSE library does when it is asked value by value;
ours takes one per request and node and separates the values by `apv` (decision
record 0002). So the ratio is of two designs, not of two implementations of one.
"""

from collections.abc import Callable

from joserfc import jwe
from joserfc.jwk import OKPKey

from benchmarks.protocol.world import World
from protocol.canonical import b64url
from protocol.sealing import Opener, Sealer

ALGORITHMS = ["ECDH-ES", "A256GCM"]

Steps = dict[str, tuple[Callable[[], object], Callable[[], object]]]


def sealing_steps(world: World, values: int) -> Steps:
    """Ours and joserfc's way to do the same, by step."""
    texts = [f"NAMA WARGA NOMOR {number}" for number in range(values)]
    ours = seal(world, texts)
    theirs_key = OKPKey.import_key(
        {
            **world.sealing.public_jwk,
            "d": b64url(world.sealing.private.private_bytes_raw()),
        }
    )
    theirs = _joserfc_seal(theirs_key, texts)
    return {
        f"seal {values:,} values": (
            lambda: seal(world, texts),
            lambda: _joserfc_seal(theirs_key, texts),
        ),
        f"open {values:,} values": (
            lambda: open_all(world, ours),
            lambda: _joserfc_open(theirs_key, theirs),
        ),
    }


def seal(world: World, texts: list[str]) -> list[str]:
    """Seal as a node does: one key exchange for all."""
    sealer = Sealer(world.sealing.public_jwk, world.jti)
    return [
        sealer.seal(text, coordinate="Resident.name", arguments={}, ref=str(number))
        for number, text in enumerate(texts)
    ]


def open_all(world: World, sealed: list[str]) -> list[str]:
    """Open as the client does: every value checked for its place."""
    opener = Opener(world.sealing, world.jti)
    return [
        opener.open(text, coordinate="Resident.name", arguments={}, ref=str(number))
        for number, text in enumerate(sealed)
    ]


def _joserfc_seal(key: OKPKey, texts: list[str]) -> list[str]:
    header = {"alg": "ECDH-ES", "enc": "A256GCM"}
    return [
        jwe.encrypt_compact(header, text.encode(), key, algorithms=ALGORITHMS)
        for text in texts
    ]


def _joserfc_open(key: OKPKey, sealed: list[str]) -> list[bytes | None]:
    return [
        jwe.decrypt_compact(text, key, algorithms=ALGORITHMS).plaintext
        for text in sealed
    ]
