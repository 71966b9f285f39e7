import pytest

from protocol.asks import Way
from protocol.canonical import b64url, digest
from protocol.errors import StatementError
from protocol.keys import SigningKey
from protocol.statements import (
    new_jti,
    operation_digest,
    sign_statement,
    variables_digest,
    verify_statement,
)


def _verify(world, compact, *, now=None, audience="tautan:demo"):
    token = world.verify_token(world.token())
    return verify_statement(compact, token, audience=audience, now=now or world.now)


def _code(world, compact, **how) -> str:
    with pytest.raises(StatementError) as refused:
        _verify(world, compact, **how)
    return refused.value.code


def test_a_statement_says_what_is_asked_and_how(world) -> None:
    statement = _verify(world, world.statement(way=Way.CASE, attestation="a.b.c"))
    assert statement.request_id == statement.jti == world.jti
    assert statement.purpose == "NATURALISATION_CHECK"
    assert statement.way is Way.CASE
    assert statement.sealing_jwk == world.sealing.public_jwk
    assert statement.attestation == "a.b.c"
    assert statement.expires_at - statement.issued_at == 125
    assert statement.digest == digest(
        world.statement(way=Way.CASE, attestation="a.b.c").encode()
    )


def test_digests_are_of_the_text_and_of_the_canonical_variables() -> None:
    assert operation_digest("{ a }") == digest(b"{ a }")
    assert variables_digest({"b": 1, "a": "é"}) == digest('{"a":"é","b":1}'.encode())
    assert variables_digest(None) == variables_digest({}) == digest(b"{}")


def test_a_statement_binds_its_operation(world) -> None:
    statement = _verify(world, world.statement())
    document = world.draft().document
    statement.bind(document, {"n": 5})
    statement.bind(document, {"n": 5.0})
    for other, variables in (
        (document + " ", {"n": 5}),
        (document.replace("ref", "name"), {"n": 5}),
        (document, {"n": 6}),
        (document, {}),
        (document, None),
        (document, {"n": 5, "m": 1}),
        (document, {"n": float("nan")}),
        ("\ud800", {"n": 5}),
    ):
        with pytest.raises(StatementError) as refused:
            statement.bind(other, variables)
        assert refused.value.code == "STATEMENT_WRONG_OPERATION"


def test_no_statement(world) -> None:
    assert _code(world, "") == "STATEMENT_MISSING"


@pytest.mark.parametrize("compact", ["a", "a.b.c", "...", "\ud800"])
def test_no_compact_statement(world, compact) -> None:
    assert _code(world, compact) == "STATEMENT_MALFORMED"


def test_a_statement_by_another_key_than_the_tokens(world) -> None:
    for key in (SigningKey.generate(), world.gateway, world.issuer):
        assert _code(world, world.statement(key)) == "STATEMENT_WRONG_KEY"


def test_a_token_is_no_statement(world) -> None:
    assert _code(world, world.token()) == "STATEMENT_MALFORMED"


def test_a_statement_for_another_federation(world) -> None:
    compact = world.statement(audience="tautan:other")
    assert _code(world, compact) == "STATEMENT_WRONG_AUDIENCE"
    assert _code(world, world.statement(), audience="x") == "STATEMENT_WRONG_AUDIENCE"


def test_a_statement_lives_two_minutes(world) -> None:
    compact = world.statement()
    for seconds in (-5, 0, 120, 125):
        _verify(world, compact, now=world.later(seconds))
    for seconds in (-6, 126, 86_400):
        assert _code(world, compact, now=world.later(seconds)) == "STATEMENT_STALE"


def test_a_purpose_that_the_token_lacks(world) -> None:
    token = world.verify_token(world.token())
    with pytest.raises(StatementError) as refused:
        verify_statement(
            world.statement(purpose="PROFILING"),
            token,
            audience="tautan:demo",
            now=world.now,
        )
    assert refused.value.code == "PURPOSE_NOT_IN_TOKEN"
    assert refused.value.purpose == "PROFILING"


@pytest.mark.parametrize(
    "name", ["op", "vars", "purpose", "way", "aud", "jti", "iat", "enc"]
)
def test_a_statement_without_a_claim_is_malformed(world, resign, name) -> None:
    compact = resign(world.statement(), world.client, without=(name,))
    assert _code(world, compact) == "STATEMENT_MALFORMED"


@pytest.mark.parametrize(
    "claims",
    [
        {"way": "bulk"},
        {"jti": "short"},
        {"jti": "A" * 129},
        {"jti": "AAAAAAAAAAAAAAAAAAAAA!"},
        {"enc": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}},
        {"enc": {}},
        {"enc": "key"},
        {"att": ""},
        {"iat": "now"},
        {"aud": ["tautan:demo"]},
    ],
    ids=str,
)
def test_a_claim_of_another_shape_is_malformed(world, resign, claims) -> None:
    compact = resign(world.statement(), world.client, claims)
    assert _code(world, compact) == "STATEMENT_MALFORMED"


def test_extra_members_of_the_sealing_key_are_dropped(world, resign) -> None:
    jwk = {**world.sealing.public_jwk, "kid": "x"}
    statement = _verify(world, resign(world.statement(), world.client, {"enc": jwk}))
    assert statement.sealing_jwk == world.sealing.public_jwk


def test_a_client_cannot_have_answers_sealed_to_a_signing_key(world) -> None:
    draft = world.draft(sealing_jwk=world.client.public_jwk)
    with pytest.raises(ValueError, match="X25519"):
        sign_statement(world.client, draft, now=world.now, jti=new_jti())


def test_an_id_holds_128_bits_of_the_given_randomness() -> None:
    assert new_jti(lambda n: b"\x07" * n) == b64url(b"\x07" * 16)
    assert len({new_jti() for _ in range(100)}) == 100
