import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from protocol.askers import asker_of
from protocol.errors import TokenError
from protocol.keys import KeySet, SigningKey
from protocol.tokens import issue_token, verify_token
from protocol.vocabularies import Organisations


def _code(world, compact, now=None) -> str:
    with pytest.raises(TokenError) as refused:
        world.verify_token(compact, now)
    return refused.value.code


def test_a_token_says_who_asks_in_what_roles_and_for_what(world) -> None:
    token = world.verify_token(world.token(region="32", post="KBRI-DEN-HAAG"))
    assert token.issuer == "https://idp.example"
    assert token.organisation == "kemenkum.ahu"
    assert token.asker == "kemenkum.ahu/officer-7"
    assert token.roles == {"ahu.examiner"}
    assert token.purposes == {"NATURALISATION_CHECK"}
    assert (token.region, token.post) == ("32", "KBRI-DEN-HAAG")
    assert token.expires_at - token.issued_at == 900
    own = world.client.private.public_key()
    assert token.confirmation.public_bytes_raw() == own.public_bytes_raw()


def test_a_token_says_how_its_officer_signed_in(world) -> None:
    organisations = Organisations(current={}, successors={})
    for methods, several in ((), False), (("pwd",), False), (("pwd", "mfa"), True):
        token = world.verify_token(world.token(methods=methods))
        assert token.methods == set(methods)
        assert asker_of(organisations, token).several_factors is several


def test_another_library_reads_the_token(world) -> None:
    claims = jwt.decode(
        world.token(),
        world.issuer.private.public_key(),
        algorithms=["EdDSA"],
        audience="tautan:demo",
        issuer="https://idp.example",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["v"] == 1
    assert claims["cnf"] == {"jwk": world.client.public_jwk}
    assert "region" not in claims


def test_a_token_of_an_ordinary_issuer_with_rs256_is_accepted(world) -> None:
    private = rsa.generate_private_key(65537, 2048)
    jwk = RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    keys = KeySet.from_jwks({"keys": [{**jwk, "kid": "rsa-1"}]})
    claims = jwt.decode(world.token(), options={"verify_signature": False})
    compact = jwt.encode(
        {**claims, "aud": ["other", "tautan:demo"]},
        private,
        algorithm="RS256",
        headers={"typ": "at+jwt", "kid": "rsa-1"},
    )
    token = verify_token(
        compact,
        keys,
        issuer="https://idp.example",
        audience="tautan:demo",
        now=world.now,
    )
    assert token.audience == ("other", "tautan:demo")


def test_no_token(world) -> None:
    assert _code(world, "") == "TOKEN_MISSING"


@pytest.mark.parametrize("compact", ["a", "a.b.c", "Bearer x", "\ud800.a.b"])
def test_no_compact_token(world, compact) -> None:
    assert _code(world, compact) == "TOKEN_MALFORMED"


def test_a_token_is_good_from_its_issue_to_its_end(world) -> None:
    compact = world.token()
    for seconds in (-5, 0, 899, 904):
        world.verify_token(compact, world.later(seconds))
    for seconds in (-6, 905, 100_000):
        assert _code(world, compact, world.later(seconds)) == "TOKEN_EXPIRED"


def test_not_before_is_heeded(world, resign) -> None:
    begins = int(world.later(60).timestamp())
    compact = resign(world.token(), world.issuer, {"nbf": begins})
    assert _code(world, compact) == "TOKEN_EXPIRED"
    assert world.verify_token(compact, world.later(60)).subject == "officer-7"
    garbled = resign(world.token(), world.issuer, {"nbf": "now"})
    assert _code(world, garbled) == "TOKEN_MALFORMED"


def test_a_token_for_another_service(world) -> None:
    assert _code(world, world.token(audience="other")) == "TOKEN_WRONG_AUDIENCE"


def test_a_token_of_another_issuer(world) -> None:
    assert _code(world, world.token(issuer="https://e.example")) == "TOKEN_UNTRUSTED"


def test_a_token_by_a_key_that_is_not_the_issuers(world) -> None:
    for kid in ("idp-1", "idp-2"):
        compact = issue_token(SigningKey.generate(kid), world.claims(), now=world.now)
        assert _code(world, compact) == "TOKEN_UNTRUSTED"


def test_a_client_cannot_issue_its_own_token(world) -> None:
    compact = issue_token(world.client, world.claims(), now=world.now)
    assert _code(world, compact) == "TOKEN_UNTRUSTED"


@pytest.mark.parametrize(
    "name",
    ["iss", "aud", "sub", "org", "roles", "purposes", "iat", "exp", "jti", "cnf"],
)
def test_a_token_without_a_claim_is_malformed(world, resign, name) -> None:
    compact = resign(world.token(), world.issuer, without=(name,))
    assert _code(world, compact) == "TOKEN_MALFORMED"


@pytest.mark.parametrize(
    "claims",
    [
        {"roles": "ahu.examiner"},
        {"purposes": ["A", 1]},
        {"aud": 7},
        {"aud": [7]},
        {"exp": "tomorrow"},
        {"exp": True},
        {"region": 32},
        {"amr": "mfa"},
        {"sub": ""},
        {"cnf": {}},
        {"cnf": {"jwk": {"kty": "oct", "k": "AA"}}},
        {"cnf": {"jwk": "text"}},
        {"cnf": "text"},
    ],
    ids=str,
)
def test_a_claim_of_another_shape_is_malformed(world, resign, claims) -> None:
    compact = resign(world.token(), world.issuer, claims)
    assert _code(world, compact) == "TOKEN_MALFORMED"


def test_a_private_confirmation_key_is_never_issued(world) -> None:
    claims = world.claims(confirmation={**world.client.public_jwk, "d": "AA"})
    with pytest.raises(ValueError, match="secret"):
        issue_token(world.issuer, claims, now=world.now)
