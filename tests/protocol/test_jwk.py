from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt import PyJWS
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from protocol.canonical import b64url
from protocol.jwk import (
    algorithm_of,
    ed25519_jwk,
    read_ed25519,
    read_public,
    read_x25519,
    thumbprint,
)
from protocol.keys import SigningKey

# RFC 7638 section 3.1.
RSA_OF_RFC_7638 = {
    "kty": "RSA",
    "n": (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuh"
        "DR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w"
        "6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5haj"
        "rn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw"
        "0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    ),
    "e": "AQAB",
    "alg": "RS256",
    "kid": "2011-04-29",
}

# RFC 8037 appendix A.1 and A.2.
OKP_D = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
OKP_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"


def test_thumbprint_of_rfc_7638() -> None:
    known = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    assert thumbprint(RSA_OF_RFC_7638) == known


def test_thumbprint_of_rfc_8037_appendix_a_3() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": OKP_X}
    assert thumbprint(jwk) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_file_signs_as_rfc_8037_appendix_a_4_does(tmp_path: Path) -> None:
    path = tmp_path / "key.jwk"
    path.write_text(
        f'{{"kty":"OKP","crv":"Ed25519","d":"{OKP_D}","x":"{OKP_X}"}}', "ascii"
    )
    path.chmod(0o600)
    key = SigningKey.load(path)
    header = b64url(b'{"alg":"EdDSA"}')
    body = b64url(b"Example of Ed25519 signing")
    assert b64url(key.private.sign(f"{header}.{body}".encode())) == (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp"
        "Ar_MuM0KAg"
    )
    assert key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_a_key_has_one_algorithm() -> None:
    p256 = ECAlgorithm.to_jwk(
        ec.generate_private_key(ec.SECP256R1()).public_key(), as_dict=True
    )
    ed25519 = ed25519_jwk(Ed25519PrivateKey.generate().public_key())
    read = [read_public(jwk) for jwk in (RSA_OF_RFC_7638, p256, ed25519)]
    assert [algorithm_of(key) for key in read] == ["RS256", "ES256", "EdDSA"]


def _small_rsa() -> dict[str, object]:
    small = rsa.generate_private_key(65537, 1024)  # noqa: S505 -- to be refused
    return RSAAlgorithm.to_jwk(small.public_key(), as_dict=True)


REFUSED = {
    "symmetric": {"kty": "oct", "k": "AAAA"},
    "private": {"kty": "OKP", "crv": "Ed25519", "x": OKP_X, "d": OKP_D},
    "another curve": {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"},
    "key agreement": {"kty": "OKP", "crv": "X25519", "x": OKP_X},
    "short": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
    "no point": {"kty": "OKP", "crv": "Ed25519"},
    "not base64url": {"kty": "OKP", "crv": "Ed25519", "x": OKP_X + "="},
    "off the curve": {"kty": "EC", "crv": "P-256", "x": OKP_X, "y": OKP_X},
    "short coordinate": {"kty": "EC", "crv": "P-256", "x": "AAAA", "y": OKP_X},
    "for encryption": {**RSA_OF_RFC_7638, "use": "enc"},
    "another algorithm": {**RSA_OF_RFC_7638, "alg": "HS256"},
    "small": _small_rsa(),
    "empty": {},
}


@pytest.mark.parametrize("jwk", REFUSED.values(), ids=REFUSED.keys())
def test_a_key_that_verifies_nothing_here_is_refused(jwk: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_public(jwk)


@pytest.mark.parametrize("jwk", [None, "text", [], {"kty": "OKP"}, {"kty": 3}])
def test_reading_another_thing_as_an_okp_key_is_refused(jwk: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_ed25519(jwk)
    with pytest.raises(ValueError, match=r".+"):
        read_x25519(jwk)


@pytest.mark.parametrize("jwk", [{}, {"kty": "oct", "k": "AA"}, {"kty": "OKP"}])
def test_what_is_no_public_key_has_no_thumbprint(jwk: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a public key"):
        thumbprint(jwk)


def test_another_library_verifies_our_key(jws: PyJWS) -> None:
    key = SigningKey.generate("k")
    compact = jws.encode(b"x", key.private, algorithm="EdDSA")
    public = read_ed25519(key.public_jwk)
    assert jws.decode(compact, public, algorithms=["EdDSA"]) == b"x"
