"""One officer, one issuer, and the messages of one request, for measuring."""

from dataclasses import dataclass
from datetime import UTC, datetime

from protocol.asks import Ask, Asker, Way
from protocol.hops import HopMessage
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.statements import StatementDraft, new_jti
from protocol.tokens import AccessToken, TokenClaims, issue_token, verify_token

NOW = datetime(2026, 6, 15, 5, 0, tzinfo=UTC)
ISSUER, AUDIENCE = "https://idp.example", "tautan:bench"
PURPOSE, ORGANISATION, ROLE = "NATURALISATION_CHECK", "kemenkum.ahu", "ahu.examiner"

ASK = Ask(Asker(ORGANISATION, "ahu", frozenset({ROLE}), "officer-1"), PURPOSE, Way.CASE)


@dataclass(frozen=True, slots=True)
class World:
    """Keys, made once."""

    issuer: SigningKey
    client: SigningKey
    gateway: SigningKey
    sealing: SealingKey
    jti: str

    @property
    def peers(self) -> KeySet:
        """Whose hops are believed."""
        return KeySet.of([self.gateway])

    def token(self) -> AccessToken:
        """The officer's access token, verified."""
        claims = TokenClaims(
            issuer=ISSUER,
            audience=AUDIENCE,
            subject="officer-1",
            organisation=ORGANISATION,
            roles=(ROLE,),
            purposes=(PURPOSE,),
            confirmation=self.client.public_jwk,
            token_id=new_jti(),
        )
        compact = issue_token(self.issuer, claims, now=NOW)
        issuers = KeySet.of([self.issuer])
        return verify_token(compact, issuers, issuer=ISSUER, audience=AUDIENCE, now=NOW)

    def draft(self, document: str) -> StatementDraft:
        """What the officer's client signs."""
        return StatementDraft(
            document=document,
            variables={"first": 50},
            purpose=PURPOSE,
            way=Way.CASE,
            audience=AUDIENCE,
            sealing_jwk=self.sealing.public_jwk,
        )

    def message(self, body: bytes) -> HopMessage:
        """What the gateway sends to a node."""
        return HopMessage(
            audience="dukcapil",
            method="POST",
            path="/graphql",
            body=body,
            token="t" * 700,
            statement="s" * 700,
            request_id=self.jti,
        )


def new_world() -> World:
    """Fresh keys."""
    return World(
        issuer=SigningKey.generate("idp"),
        client=SigningKey.generate(),
        gateway=SigningKey.generate("gateway"),
        sealing=SealingKey.generate(),
        jti=new_jti(),
    )
