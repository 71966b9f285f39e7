"""Attacks on the form of a signed message; each kind of message rests on this."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from protocol.canonical import b64url, b64url_decode, canonical_json
from protocol.jws import (
    MAX_COMPACT_CHARACTERS,
    BadMessage,
    Claims,
    Why,
    sign,
    verify_by_key,
    verify_by_set,
)
from protocol.keys import KeySet, SigningKey

TYP = "tautan-test+jwt"
Spell = Callable[[Mapping[str, Any], bytes, SigningKey], str]


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return SigningKey.generate("gateway")


@pytest.fixture(scope="module")
def keys(key: SigningKey) -> KeySet:
    return KeySet.of([key, SigningKey.generate("other")])


def _why(compact: str, keys: KeySet) -> Why:
    with pytest.raises(BadMessage) as refused:
        verify_by_set(compact, TYP, keys)
    return refused.value.why


def test_a_message_is_verified(key: SigningKey, keys: KeySet) -> None:
    compact = sign(key, TYP, {"a": 1, "b": None}, with_kid=True)
    verified = verify_by_set(compact, TYP, keys)
    assert verified.kid == "gateway"
    assert verified.claims.values == {"v": 1, "a": 1}


def test_another_library_verifies_it(key: SigningKey, jws: PyJWS) -> None:
    compact = sign(key, TYP, {"a": 1}, with_kid=False)
    public = key.private.public_key()
    assert jws.decode(compact, public, algorithms=["EdDSA"]) == b'{"a":1,"v":1}'


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_an_unsigned_message_is_refused(keys: KeySet, algorithm: str) -> None:
    header = {"alg": algorithm, "typ": TYP, "kid": "gateway"}
    head = b64url(canonical_json(header))
    assert _why(f"{head}.{b64url(b'{}')}.", keys) is Why.UNTRUSTED


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_public_key_is_no_mac_key(
    key: SigningKey, keys: KeySet, algorithm: str
) -> None:
    public = key.private.public_key()
    for secret in (
        public.public_bytes_raw(),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        key.public_jwk["x"].encode(),
    ):
        header = {"alg": algorithm, "typ": TYP, "kid": "gateway"}
        body = ".".join(map(b64url, (canonical_json(header), b'{"v":1}')))
        digestmod = f"sha{algorithm[2:]}"
        mac = hmac.new(secret, body.encode(), getattr(hashlib, digestmod)).digest()
        assert _why(f"{body}.{b64url(mac)}", keys) is Why.UNTRUSTED


def test_each_accepted_algorithm_verifies_with_its_own_key_alone(jws: PyJWS) -> None:
    rsa_key = rsa.generate_private_key(65537, 2048)
    p256 = ec.generate_private_key(ec.SECP256R1())
    rsa_jwk = RSAAlgorithm.to_jwk(rsa_key.public_key(), as_dict=True)
    ec_jwk = ECAlgorithm.to_jwk(p256.public_key(), as_dict=True)
    keys = KeySet.from_jwks({"keys": [{**rsa_jwk, "kid": "r"}, {**ec_jwk, "kid": "e"}]})
    signers = {"RS256": (rsa_key, "r", "e"), "ES256": (p256, "e", "r")}
    for algorithm, (private, own, other) in signers.items():
        for kid, expected in ((own, None), (other, Why.UNTRUSTED)):
            compact = jws.encode(
                b'{"v":1}', private, algorithm, {"typ": TYP, "kid": kid}
            )
            if expected is None:
                assert verify_by_set(compact, TYP, keys).kid == own
            else:
                assert _why(compact, keys) is expected


@pytest.mark.parametrize(
    "kid",
    [
        "unknown",
        "",
        "../../dev/null",
        "/dev/null",
        "gateway\0",
        "Gateway",
        "' OR '1'='1",
        ["gateway"],
        {"gateway": 1},
        None,
        0,
    ],
)
def test_a_key_is_found_by_its_exact_id_alone(
    key: SigningKey, keys: KeySet, spell: Spell, kid: object
) -> None:
    header = {"alg": "EdDSA", "typ": TYP, "kid": kid}
    assert _why(spell(header, b'{"v":1}', key), keys) is Why.UNTRUSTED


def test_a_known_id_over_another_key_is_refused(keys: KeySet) -> None:
    compact = sign(SigningKey.generate("gateway"), TYP, {}, with_kid=True)
    assert _why(compact, keys) is Why.FORGED


@pytest.mark.parametrize(
    "member",
    [
        {"jwk": {"kty": "OKP"}},
        {"jku": "https://evil.example/jwks.json"},
        {"x5u": "https://evil.example/cert"},
        {"x5c": ["AAAA"]},
        {"crit": ["b64"]},
        {"b64": False},
        {"zip": "DEF"},
        {"typ": "JWT"},
        {"typ": None},
    ],
    ids=str,
)
def test_a_header_that_brings_its_own_rules_is_refused(
    key: SigningKey, keys: KeySet, spell: Spell, member: Mapping[str, Any]
) -> None:
    header = {"alg": "EdDSA", "typ": TYP, "kid": "gateway", **member}
    assert _why(spell(header, b'{"v":1}', key), keys) is Why.MALFORMED


@pytest.mark.parametrize(
    "payload",
    [
        b'{"v":1,"v":1}',
        b'{"v":1,"sub":"a","sub":"b"}',
        b"[]",
        b"",
        b'{"v":2}',
        b'{"v":0}',
        b'{"v":"1"}',
        b'{"v":true}',
        b'{"v":1.0}',
        b"{}",
    ],
)
def test_a_payload_with_two_meanings_or_another_version_is_refused(
    key: SigningKey, keys: KeySet, spell: Spell, payload: bytes
) -> None:
    header = {"alg": "EdDSA", "typ": TYP, "kid": "gateway"}
    assert _why(spell(header, payload, key), keys) is Why.MALFORMED


def _flip_spare_bits(compact: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return compact[:-1] + alphabet[alphabet.index(compact[-1]) ^ 1]


@pytest.mark.parametrize(
    "change",
    [
        _flip_spare_bits,
        lambda c: c + "=",
        lambda c: c + "\n",
        lambda c: " " + c,
        lambda c: c + ".",
        lambda c: c.rpartition(".")[0],
        lambda c: c.replace(".", ".."),
        lambda _: "",
        lambda c: "!" + c[1:],
        lambda c: c + "A" * MAX_COMPACT_CHARACTERS,
        lambda c: "é" + c[1:],
    ],
)
def test_another_spelling_of_a_good_message_is_refused(
    key: SigningKey, keys: KeySet, change: Callable[[str], str]
) -> None:
    compact = sign(key, TYP, {"a": 1}, with_kid=True)
    assert _why(change(compact), keys) is Why.MALFORMED


def test_a_changed_payload_or_signature_is_refused(
    key: SigningKey, keys: KeySet
) -> None:
    head, body, signature = sign(key, TYP, {"a": 1}, with_kid=True).split(".")
    other = b64url(b64url_decode(body).replace(b"1", b"2", 1))
    zeros = b64url(b"\0" * 64)
    for forged in (f"{head}.{other}.{signature}", f"{head}.{body}.{zeros}"):
        assert _why(forged, keys) is Why.FORGED


def test_by_key_an_id_in_the_header_changes_nothing(key: SigningKey) -> None:
    compact = sign(key, TYP, {}, with_kid=True)
    public = key.private.public_key()
    assert verify_by_key(compact, TYP, public).kid == "gateway"
    other = SigningKey.generate("gateway").private.public_key()
    with pytest.raises(BadMessage):
        verify_by_key(compact, TYP, other)


CLAIMS = Claims(
    {
        "text": "a",
        "empty": "",
        "number": 5,
        "float": 5.9,
        "truth": True,
        "list": ["a"],
        "mixed": ["a", 1],
        "object": {"a": 1},
        "negative": -1,
        "jti": "hiRLgNAB8SDo_30a0isEPw",
    }
)


def test_claims_are_read_with_their_types() -> None:
    assert CLAIMS.text("text") == "a"
    assert CLAIMS.text_or_empty("empty") == ""
    assert CLAIMS.optional_text("missing") is None
    assert CLAIMS.texts("list") == ("a",)
    assert CLAIMS.seconds("float") == 5
    assert CLAIMS.count("number") == 5
    assert CLAIMS.members("object") == {"a": 1}
    assert CLAIMS.unique_id() == "hiRLgNAB8SDo_30a0isEPw"


@pytest.mark.parametrize(
    ("reader", "name"),
    [
        (Claims.text, "empty"),
        (Claims.text, "number"),
        (Claims.text, "missing"),
        (Claims.text_or_empty, "missing"),
        (Claims.optional_text, "number"),
        (Claims.texts, "text"),
        (Claims.texts, "mixed"),
        (Claims.seconds, "truth"),
        (Claims.seconds, "text"),
        (Claims.count, "negative"),
        (Claims.count, "truth"),
        (Claims.count, "float"),
        (Claims.members, "list"),
        (Claims.unique_id, "text"),
    ],
)
def test_a_claim_of_another_type_is_malformed(
    reader: Callable[[Claims, str], object], name: str
) -> None:
    with pytest.raises(BadMessage) as refused:
        reader(CLAIMS, name)
    assert refused.value.why is Why.MALFORMED
