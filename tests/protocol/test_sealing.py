import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from joserfc import jwe
from joserfc.jwk import OKPKey

from protocol.canonical import b64url, b64url_decode, canonical_json, digest
from protocol.concat_kdf import derive_content_key
from protocol.errors import SealedError, StatementError
from protocol.keys import SealingKey
from protocol.sealing import Opener, Sealer, open_sealed, place

PLACE = {
    "coordinate": "Resident.name",
    "arguments": {"script": "LATIN"},
    "ref": "5XcLIo1fQwCmXkU6yZ2n0g",
    "index": 0,
}


@pytest.fixture
def sealer(world) -> Sealer:
    return Sealer(world.sealing.public_jwk, world.jti)


def _open(world, compact, **changes):
    where = {"jti": world.jti, **PLACE, **changes}
    return open_sealed(compact, world.sealing, **where)


def _code(world, compact, **changes) -> str:
    with pytest.raises(SealedError) as refused:
        _open(world, compact, **changes)
    return refused.value.code


def _joserfc_key(key: SealingKey) -> OKPKey:
    private = b64url(key.private.private_bytes_raw())
    return OKPKey.import_key({**key.public_jwk, "d": private})


def _p256(jwk: dict[str, str]) -> ec.EllipticCurvePrivateKey:
    x, y, d = (int.from_bytes(b64url_decode(jwk[name])) for name in "xyd")
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1())
    return ec.EllipticCurvePrivateNumbers(d, public).private_key()


def test_the_key_derivation_gives_rfc_7518_appendix_c() -> None:
    alice = {
        "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
        "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
        "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
    }
    bob = {
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
    }
    shared = _p256(alice).exchange(ec.ECDH(), _p256(bob).public_key())
    assert list(shared[:8]) == [158, 86, 217, 29, 129, 113, 53, 211]
    key = derive_content_key(shared, enc="A128GCM", apu=b"Alice", apv=b"Bob", bits=128)
    assert b64url(key) == "VqqN6vgjbSBcIijNcacQGg"


def test_the_key_agreement_gives_rfc_7748_section_6_1() -> None:
    alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a"
    bob = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
    shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(alice))
    public = X25519PublicKey.from_public_bytes(bytes.fromhex(bob))
    assert private.exchange(public).hex() == shared


def test_another_library_opens_a_sealed_value(world, sealer) -> None:
    compact = sealer.seal("Ratu Ülü", **PLACE)
    opened = jwe.decrypt_compact(
        compact, _joserfc_key(world.sealing), algorithms=["ECDH-ES", "A256GCM"]
    )
    assert json.loads(opened.plaintext) == "Ratu Ülü"
    assert opened.protected["typ"] == "tautan-sealed+1"


def test_we_open_what_another_library_sealed(world) -> None:
    where = canonical_json(
        [world.jti, PLACE["coordinate"], PLACE["arguments"], PLACE["ref"], 0]
    )
    header = {
        "alg": "ECDH-ES",
        "enc": "A256GCM",
        "typ": "tautan-sealed+1",
        "apv": digest(where),
    }
    compact = jwe.encrypt_compact(
        header,
        b'["a",1]' + b" " * 57,
        OKPKey.import_key(world.sealing.public_jwk),
        algorithms=["ECDH-ES", "A256GCM"],
    )
    assert _open(world, compact) == ["a", 1]


@pytest.mark.parametrize(
    "value", ["", "Siti", None, True, 0, -1.5, ["a", ["b"]], {"a": None}, "é" * 500]
)
def test_a_sealed_value_opens_at_its_place(world, sealer, value) -> None:
    assert _open(world, sealer.seal(value, **PLACE)) == value


def test_what_is_not_json_is_not_sealed(sealer) -> None:
    for value in (float("nan"), {1, 2}, b"x"):
        with pytest.raises((ValueError, TypeError)):
            sealer.seal(value, **PLACE)


@pytest.mark.parametrize(
    "moved",
    [
        {"jti": "another-request-id-0000"},
        {"coordinate": "Resident.alias"},
        {"arguments": {}},
        {"arguments": {"script": "ARABIC"}},
        {"ref": "another"},
        {"ref": ""},
        {"index": 1},
    ],
    ids=str,
)
def test_a_moved_value_does_not_open(world, sealer, moved) -> None:
    assert _code(world, sealer.seal("Siti", **PLACE), **moved) == "SEALED_MOVED"


def test_two_swapped_values_do_not_open(world, sealer) -> None:
    siti = sealer.seal("Siti", **PLACE)
    budi = sealer.seal("Budi", **{**PLACE, "ref": "ref-2"})
    assert _code(world, budi) == "SEALED_MOVED"
    assert _code(world, siti, ref="ref-2") == "SEALED_MOVED"


def test_parts_of_two_values_do_not_open_together(world, sealer) -> None:
    siti = sealer.seal("Siti", **PLACE).split(".")
    budi = sealer.seal("Budi", **{**PLACE, "ref": "ref-2"}).split(".")
    mixed = ".".join([siti[0], "", *budi[2:]])
    assert _code(world, mixed) == "SEALED_UNREADABLE"


def test_a_value_for_another_key_does_not_open(world) -> None:
    other = Sealer(SealingKey.generate().public_jwk, world.jti)
    assert _code(world, other.seal("Siti", **PLACE)) == "SEALED_UNREADABLE"


def test_short_values_have_one_length(sealer) -> None:
    values = [True, False, None, "", "Siti", "x" * 62]
    assert len({len(sealer.seal(value, **PLACE)) for value in values}) == 1
    longer = sealer.seal("x" * 63, **PLACE)
    text = b64url_decode(longer.split(".")[3])
    assert len(text) == 128


def test_one_ephemeral_key_per_request_and_a_content_key_per_value(world) -> None:
    sealer = Sealer(world.sealing.public_jwk, world.jti, entropy=lambda n: b"i" * n)
    one = sealer.seal("yes", **PLACE).split(".")
    again = sealer.seal("yes", **PLACE).split(".")
    other = sealer.seal("yes", **{**PLACE, "index": 1}).split(".")
    headers = [json.loads(b64url_decode(parts[0])) for parts in (one, other)]
    assert headers[0]["epk"] == headers[1]["epk"]
    assert headers[0]["apv"] != headers[1]["apv"]
    assert one == again
    assert one[3] != other[3]


def test_the_ephemeral_key_can_be_given(world) -> None:
    ephemeral = X25519PrivateKey.generate()
    sealer = Sealer(world.sealing.public_jwk, world.jti, ephemeral)
    header = json.loads(b64url_decode(sealer.seal(1, **PLACE).split(".")[0]))
    raw = ephemeral.public_key().public_bytes_raw()
    assert header["epk"] == {"kty": "OKP", "crv": "X25519", "x": b64url(raw)}
    assert header["apv"] == b64url(
        place(world.jti, PLACE["coordinate"], PLACE["arguments"], PLACE["ref"], 0)
    )


def _with_header(compact: str, **changes: object) -> str:
    head, _, rest = compact.partition(".")
    header = {**json.loads(b64url_decode(head)), **changes}
    kept = {name: value for name, value in header.items() if value is not None}
    return f"{b64url(canonical_json(kept))}.{rest}"


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "tautan-sealed+2"},
        {"typ": None},
        {"alg": "dir"},
        {"alg": "ECDH-ES+A256KW"},
        {"enc": "A128GCM"},
        {"zip": "DEF"},
        {"crit": ["x"]},
        {"apu": "QQ"},
        {"epk": None},
        {"epk": "text"},
        {"epk": {"kty": "OKP", "crv": "X25519", "x": "A" * 43}},
        {"epk": {"kty": "OKP", "crv": "X25519", "x": "AAAA"}},
        {"apv": None},
        {"apv": "="},
    ],
    ids=str,
)
def test_another_header_is_refused(world, sealer, changes) -> None:
    compact = _with_header(sealer.seal("Siti", **PLACE), **changes)
    assert _code(world, compact) == "SEALED_UNREADABLE"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "a.b",
        lambda c: c[:-2],
        lambda c: c[:-22],
        lambda c: c + "AA",
        lambda c: c.replace("..", ".QQ."),
        lambda c: c + ".QQ",
        lambda c: ".".join([*c.split(".")[:3], "", c.split(".")[4]]),
        lambda c: c + "\n",
    ],
)
def test_a_truncated_or_extended_value_is_refused(world, sealer, change) -> None:
    compact = change(sealer.seal("Siti", **PLACE))
    assert _code(world, compact) == "SEALED_UNREADABLE"


@pytest.mark.parametrize("x", ["A" * 43, "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_nothing_is_sealed_to_a_point_without_a_secret(world, x) -> None:
    jwk = {"kty": "OKP", "crv": "X25519", "x": x}
    with pytest.raises(StatementError) as refused:
        Sealer(jwk, world.jti)
    assert refused.value.code == "STATEMENT_MALFORMED"


def test_an_opener_opens_many_values_of_several_nodes(world) -> None:
    opener = Opener(world.sealing, world.jti)
    for node in ("a", "b"):
        sealer = Sealer(world.sealing.public_jwk, world.jti)
        for index in range(3):
            where = {**PLACE, "index": index}
            compact = sealer.seal([node, index], **where)
            assert opener.open(compact, **where) == [node, index]
    assert repr(opener) == f"Opener(key=SealingKey(), jti={world.jti!r})"
