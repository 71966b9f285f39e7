"""Case attestations: the asker's own node vouches for one case.

Asking about one person (`case`) needs the word of the asker's own agency that
this officer handles this case, at this stage, about this record. The attestation
is bound to the request by its jti, so the client chooses the jti first, gets
the attestation, and puts it into the statement.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from protocol.dates import epoch_seconds
from protocol.errors import AttestationError
from protocol.hops import process_of
from protocol.jws import BadMessage, Claims, sign, verify_by_set
from protocol.keys import KeySet, SigningKey
from protocol.statements import Statement
from protocol.tokens import CLOCK_SKEW_SECONDS, AccessToken

ATTESTATION_TYPE: Final = "tautan-attestation+jwt"
ATTESTATION_LIFETIME_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Attestation:
    """What a node vouches for."""

    organisation: str
    subject: str
    """The officer, a token's `sub`."""
    purpose: str
    case: str
    """Case number at the agency."""
    stage: str
    typename: str
    """GraphQL type of the person record."""
    ticket: str
    """Ticket of the person record, made for this very request."""
    request_id: str
    """The jti of the statement that will carry it."""


def sign_attestation(
    key: SigningKey, attestation: Attestation, *, now: datetime
) -> str:
    """Signs an attestation.

    Args:
        key: Key of the asker's own node; its id begins with the agency's name.
        attestation: What is vouched for.
        now: The present instant.

    Returns:
        The compact attestation, a statement's `att`.
    """
    issued = epoch_seconds(now)
    body = {
        "iss": process_of(key.kid),
        "org": attestation.organisation,
        "sub": attestation.subject,
        "purpose": attestation.purpose,
        "case": attestation.case,
        "stage": attestation.stage,
        "subject": {"type": attestation.typename, "ticket": attestation.ticket},
        "jti": attestation.request_id,
        "iat": issued,
        "exp": issued + ATTESTATION_LIFETIME_SECONDS,
    }
    return sign(key, ATTESTATION_TYPE, body, with_kid=True)


@dataclass(frozen=True, slots=True)
class AttestationCheck:
    """What an attestation must agree with."""

    token: AccessToken
    statement: Statement
    agency: str | None
    """The agency of the asker's organisation; None if it has none, and then
    nobody can vouch for it."""


def verify_attestation(
    peers: KeySet, check: AttestationCheck, *, now: datetime
) -> Attestation:
    """Verifies the attestation that a statement carries.

    Args:
        peers: Keys of the agencies' nodes.
        check: Token and statement of the request, and the asker's agency.
        now: The present instant.

    Raises:
        AttestationError: ATTESTATION_MISSING or ATTESTATION_INVALID.
    """
    compact = check.statement.attestation
    if compact is None:
        raise AttestationError("ATTESTATION_MISSING")
    try:
        verified = verify_by_set(compact, ATTESTATION_TYPE, peers)
        attestation = _read(verified.claims)
        _must_be_current(verified.claims, epoch_seconds(now))
        issuer = verified.claims.text("iss")
    except BadMessage as bad:
        raise _invalid(str(bad)) from None
    if process_of(verified.kid) != issuer or issuer != check.agency:
        raise _invalid("not of the asker's own agency")
    _must_agree(attestation, check)
    return attestation


def _must_agree(attestation: Attestation, check: AttestationCheck) -> None:
    token, statement = check.token, check.statement
    pairs = {
        "org": (attestation.organisation, token.organisation),
        "sub": (attestation.subject, token.subject),
        "purpose": (attestation.purpose, statement.purpose),
        "jti": (attestation.request_id, statement.jti),
    }
    differing = [name for name, (said, asked) in pairs.items() if said != asked]
    if differing:
        raise _invalid(f"differs in {', '.join(differing)}")


def _must_be_current(claims: Claims, now: int) -> None:
    begins, ends = claims.seconds("iat"), claims.seconds("exp")
    if ends - begins > ATTESTATION_LIFETIME_SECONDS:
        raise _invalid("lives too long")
    if not begins - CLOCK_SKEW_SECONDS <= now < ends + CLOCK_SKEW_SECONDS:
        raise _invalid("not valid now")


def _read(claims: Claims) -> Attestation:
    subject = Claims(claims.members("subject"))
    return Attestation(
        organisation=claims.text("org"),
        subject=claims.text("sub"),
        purpose=claims.text("purpose"),
        case=claims.text("case"),
        stage=claims.text("stage"),
        typename=subject.text("type"),
        ticket=subject.text("ticket"),
        request_id=claims.unique_id(),
    )


def _invalid(why: str) -> AttestationError:
    return AttestationError("ATTESTATION_INVALID", diagnostics=why)
