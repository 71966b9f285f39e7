"""Errands prove the key of whoever sends them, over exactly what is sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from protocol.asks import Way
from protocol.errands import ErrandMessage, sign_errand, verify_errand
from protocol.errors import StatementError
from protocol.jws import sign
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import StatementDraft, new_jti, sign_statement
from protocol.tokens import AccessToken, TokenClaims, issue_token, verify_token

NOW = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
ISSUER, CLIENT = SigningKey.generate("idp"), SigningKey.generate()


def issued(key: SigningKey = CLIENT) -> tuple[str, AccessToken]:
    claims = TokenClaims(
        issuer="https://idp.example",
        audience="tautan:demo",
        subject="officer-7",
        organisation="kemenkum.ahu",
        roles=("ahu.examiner",),
        purposes=("CASE_REVIEW",),
        confirmation=key.public_jwk,
        token_id=new_jti(),
    )
    compact = issue_token(ISSUER, claims, now=NOW)
    of = {"issuer": "https://idp.example", "audience": "tautan:demo", "now": NOW}
    return compact, verify_token(compact, KeySet.of([ISSUER]), **of)


COMPACT, TOKEN = issued()
MESSAGE = ErrandMessage("kemenkum.ahu", "POST", "/attest", b"{}", COMPACT)


def signed(message: ErrandMessage = MESSAGE, key: SigningKey = CLIENT) -> str:
    return sign_errand(key, message, now=NOW, jti=new_jti())


def refusal(compact: str, message: ErrandMessage = MESSAGE, seconds: int = 0) -> str:
    now = NOW + timedelta(seconds=seconds)
    with pytest.raises(StatementError) as refused:
        verify_errand(compact, TOKEN, message, now=now)
    return refused.value.code


def test_what_was_signed_is_verified() -> None:
    first, second = signed(), signed()
    proof = verify_errand(first, TOKEN, MESSAGE, now=NOW)
    other = verify_errand(second, TOKEN, MESSAGE, now=NOW)
    assert proof.jti != other.jti
    assert proof.expires_at == int(NOW.timestamp()) + 65


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "kemlu"},
        {"method": "PUT"},
        {"path": "/lookup-token"},
        {"body": b'{"caseNumber":"1"}'},
        {"token": issued()[0]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_part_is_bound(change) -> None:
    assert refusal(signed(), replace(MESSAGE, **change)) == "STATEMENT_WRONG_OPERATION"


def test_another_key_none_and_nonsense_are_refused() -> None:
    assert refusal(signed(key=SigningKey.generate())) == "STATEMENT_WRONG_KEY"
    assert refusal("") == "STATEMENT_MISSING"
    assert refusal("a.b.c") == "STATEMENT_MALFORMED"


def test_an_errand_lives_a_minute() -> None:
    verify_errand(signed(), TOKEN, MESSAGE, now=NOW + timedelta(seconds=65))
    assert refusal(signed(), seconds=66) == "STATEMENT_STALE"
    assert refusal(signed(), seconds=-6) == "STATEMENT_STALE"


def test_a_statement_is_no_errand() -> None:
    draft = StatementDraft(
        document="{ a }",
        variables={},
        purpose="CASE_REVIEW",
        way=Way.WORKLIST,
        audience="tautan:demo",
        sealing_jwk=SealingKey.generate().public_jwk,
    )
    statement = sign_statement(CLIENT, draft, now=NOW, jti=new_jti())
    assert refusal(statement) == "STATEMENT_MALFORMED"


@pytest.mark.parametrize("left_out", ["aud", "htm", "path", "body", "tok"])
def test_nothing_may_be_left_out(left_out: str) -> None:
    claims = {**MESSAGE.parts(), "iat": int(NOW.timestamp()), "jti": new_jti()}
    del claims[left_out]
    compact = sign(CLIENT, "tautan-errand+jwt", claims, with_kid=False)
    assert refusal(compact) == "STATEMENT_WRONG_OPERATION"
