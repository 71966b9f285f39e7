"""Officers of the demonstration, with clients that can be made to lie.

The identity provider's key lies in the world's data directory, so a test can
issue what a provider never would: an expired token, one for another federation.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from protocol.asks import Way
from protocol.dates import system_clock
from protocol.errands import ERRAND_HEADER, ErrandMessage, sign_errand
from protocol.hops import STATEMENT_HEADER
from protocol.keys import SealingKey, SigningKey
from protocol.statements import StatementDraft, new_jti, sign_statement
from protocol.tokens import TokenClaims, issue_token
from tautan.demo.issuer import SIGNING_FILE, personas
from tautan.demo.layout import AUDIENCE, ISSUER, Layout
from tests.trust.kit.wire import Sent


@dataclass(frozen=True, slots=True)
class Ask:
    """What an officer wants to know."""

    document: str
    purpose: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    way: Way = Way.WORKLIST


@dataclass(frozen=True, slots=True)
class Papers:
    """What proves a request."""

    token: str
    statement: str
    jti: str

    def headers(self, language: str = "en") -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.token}",
            STATEMENT_HEADER: self.statement,
            "Content-Type": "application/json",
            "Accept": "application/graphql-response+json",
            "Accept-Language": language,
        }


@dataclass(frozen=True, slots=True)
class Officer:
    """A persona with the keys of its client."""

    layout: Layout
    persona: str
    signing: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKey = field(default_factory=SealingKey.generate)

    @property
    def issuer(self) -> SigningKey:
        return SigningKey.load(self.layout.issuer / SIGNING_FILE)

    def token(self, now: datetime | None = None, **changes: Any) -> str:
        """A token of the identity provider, with other claims where given."""
        about = personas()[self.persona]
        claims = TokenClaims(
            issuer=ISSUER,
            audience=AUDIENCE,
            subject=about.subject,
            organisation=about.organisation,
            roles=about.roles,
            purposes=about.purposes,
            confirmation=self.signing.public_jwk,
            token_id=new_jti(),
            region=about.region,
            post=about.post,
        )
        issued = now or system_clock()
        return issue_token(self.issuer, replace(claims, **changes), now=issued)

    def statement(
        self,
        ask: Ask,
        jti: str,
        *,
        key: SigningKey | None = None,
        now: datetime | None = None,
        **changes: Any,
    ) -> str:
        """A statement about exactly this, with other members where given."""
        draft = StatementDraft(
            document=ask.document,
            variables=ask.variables,
            purpose=ask.purpose,
            way=ask.way,
            audience=AUDIENCE,
            sealing_jwk=self.sealing.public_jwk,
        )
        signed_at = now or system_clock()
        draft = replace(draft, **changes)
        return sign_statement(key or self.signing, draft, now=signed_at, jti=jti)

    def papers(self, ask: Ask, **changes: Any) -> Papers:
        """A token and a statement; the changes are the statement's."""
        jti = changes.pop("jti", None) or new_jti()
        return Papers(self.token(), self.statement(ask, jti, **changes), jti)

    def errand(self, path: str, wanted: Mapping[str, Any]) -> Sent:
        """An honest call of this officer's client to the own agency's node."""
        body, token = json.dumps(dict(wanted)).encode(), self.token()
        own = personas()[self.persona].organisation
        message = ErrandMessage(own, "POST", path, body, token)
        signed = sign_errand(self.signing, message, now=system_clock(), jti=new_jti())
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept-Language": "en",
            ERRAND_HEADER: signed,
        }
        return Sent(body, headers, "POST", path)

    def request(self, ask: Ask, language: str = "en", **changes: Any) -> Sent:
        """An honest request of this officer's client."""
        papers = self.papers(ask, **changes)
        return Sent(body_of(ask), papers.headers(language))


def body_of(ask: Ask) -> bytes:
    """The body of a GraphQL request."""
    said = {"query": ask.document, "variables": dict(ask.variables)}
    return json.dumps(said).encode()
