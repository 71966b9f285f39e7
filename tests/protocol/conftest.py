"""One officer, one issuer and three processes, and the messages between them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from jwt import PyJWS

from protocol.asks import Way
from protocol.canonical import b64url, b64url_decode, canonical_json, read_json_object
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import (
    Statement,
    StatementDraft,
    sign_statement,
    verify_statement,
)
from protocol.tokens import AccessToken, TokenClaims, issue_token, verify_token

ISSUE_ID = "token-1"
JTI = "hiRLgNAB8SDo_30a0isEPw"


@dataclass(frozen=True)
class World:
    issuer: SigningKey
    client: SigningKey
    sealing: SealingKey
    gateway: SigningKey
    ahu: SigningKey
    imigrasi: SigningKey
    unit: SealingKey
    now: datetime
    jti: str = JTI

    @property
    def peers(self) -> KeySet:
        return KeySet.of([self.gateway, self.ahu, self.imigrasi])

    def later(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def claims(self, **changes: Any) -> TokenClaims:
        claims = TokenClaims(
            issuer="https://idp.example",
            audience="tautan:demo",
            subject="officer-7",
            organisation="kemenkum.ahu",
            roles=("ahu.examiner",),
            purposes=("NATURALISATION_CHECK",),
            confirmation=self.client.public_jwk,
            token_id=ISSUE_ID,
        )
        return replace(claims, **changes)

    def token(self, **changes: Any) -> str:
        return issue_token(self.issuer, self.claims(**changes), now=self.now)

    def verify_token(self, compact: str, now: datetime | None = None) -> AccessToken:
        return verify_token(
            compact,
            KeySet.of([self.issuer]),
            issuer="https://idp.example",
            audience="tautan:demo",
            now=now or self.now,
        )

    def draft(self, **changes: Any) -> StatementDraft:
        draft = StatementDraft(
            document="query Q($n: Int) { cases(first: $n) { ref } }",
            variables={"n": 5},
            purpose="NATURALISATION_CHECK",
            way=Way.WORKLIST,
            audience="tautan:demo",
            sealing_jwk=self.sealing.public_jwk,
        )
        return replace(draft, **changes)

    def statement(self, key: SigningKey | None = None, **changes: Any) -> str:
        signer = key or self.client
        return sign_statement(signer, self.draft(**changes), now=self.now, jti=self.jti)

    def verified(self, **changes: Any) -> tuple[AccessToken, Statement]:
        token = self.verify_token(self.token())
        return token, verify_statement(
            self.statement(**changes), token, audience="tautan:demo", now=self.now
        )


@pytest.fixture(scope="session")
def world() -> World:
    return World(
        issuer=SigningKey.generate("idp-1"),
        client=SigningKey.generate(),
        sealing=SealingKey.generate(),
        gateway=SigningKey.generate("gateway"),
        ahu=SigningKey.generate("ahu"),
        imigrasi=SigningKey.generate("imigrasi#2"),
        unit=SealingKey.generate(),
        now=datetime(2026, 1, 15, 3, 0, tzinfo=UTC),
    )


@pytest.fixture(scope="session")
def resign() -> Callable[..., str]:
    """Signs a message again with other claims or header members."""

    def resigned(
        compact: str,
        key: SigningKey,
        claims: Mapping[str, Any] | None = None,
        header: Mapping[str, Any] | None = None,
        without: tuple[str, ...] = (),
    ) -> str:
        head, body, _ = compact.split(".")
        members = {**read_json_object(b64url_decode(body)), **(claims or {})}
        for name in without:
            del members[name]
        names = {**read_json_object(b64url_decode(head)), **(header or {})}
        return spelled(names, canonical_json(members), key)

    return resigned


@pytest.fixture(scope="session")
def spell() -> Callable[[Mapping[str, Any], bytes, SigningKey], str]:
    """Signs any header and payload with Ed25519, sensible or not."""
    return spelled


def spelled(header: Mapping[str, Any], payload: bytes, key: SigningKey) -> str:
    signing_input = f"{b64url(canonical_json(header))}.{b64url(payload)}"
    signature = key.private.sign(signing_input.encode())
    return f"{signing_input}.{b64url(signature)}"


@pytest.fixture(scope="session")
def jws() -> PyJWS:
    return PyJWS(algorithms=["EdDSA", "ES256", "RS256", "HS256", "none"])
