"""An officer's emergency stop: of a profile's parameters, or of an epoch's key.

One officer of any agency is enough, and nothing undoes it: a profile comes back as
another version with other parameters, an epoch as another epoch. The statement is a
compact JWS (Ed25519).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from linkage.errors import ReleaseRefused
from linkage.release.officers import Officers, agency_of
from protocol.dates import epoch_seconds, from_epoch
from protocol.jws import BadMessage, Claims, sign, verify_by_set
from protocol.keys import SigningKey

TYPE: Final = "tautan-revocation+jws"
LIMIT: Final = "revocations"


class Kind(StrEnum):
    """What can be revoked."""

    PROFILE = "PROFILE"
    """A profile's fingerprint."""
    EPOCH = "EPOCH"
    """The name of an epoch, whose key is compromised."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """A verified revocation."""

    kind: Kind
    subject: str
    agency: str
    on: datetime
    reason: str

    @classmethod
    def read(cls, compact: str, officers: Officers) -> Self:
        """Verify a revocation by one of the officers.

        Raises:
            ReleaseRefused: It is malformed, forged, or nobody's that we know. It may
                have been one, so that whoever meets it can't go on.
        """
        try:
            verified = verify_by_set(compact, TYPE, officers.keys)
            return cls._of(verified.claims, agency_of(verified.kid))
        except (BadMessage, ValueError) as error:
            raise ReleaseRefused(
                "A revocation does not hold.", limit=LIMIT, diagnostics=str(error)
            ) from None

    @classmethod
    def _of(cls, claims: Claims, agency: str) -> Self:
        return cls(
            kind=Kind(claims.text("kind")),
            subject=claims.text("subject"),
            agency=agency,
            on=from_epoch(claims.seconds("iat")),
            reason=claims.text("reason"),
        )


@dataclass(frozen=True, slots=True)
class Revoked:
    """Everything that officers have revoked."""

    revocations: tuple[Revocation, ...] = ()

    @classmethod
    def read(cls, statements: Iterable[str], officers: Officers) -> Self:
        """Verify revocations, each a compact JWS.

        Raises:
            ReleaseRefused: One does not hold.
        """
        return cls(tuple(Revocation.read(one, officers) for one in statements))

    def of(self, kind: Kind, subject: str) -> Revocation | None:
        """The first revocation of something; None where there is none."""
        for one in self.revocations:
            if (one.kind, one.subject) == (kind, subject):
                return one
        return None

    def allow_epoch(self, epoch: str) -> None:
        """Pass where an epoch is not revoked.

        Raises:
            ReleaseRefused: It is.
        """
        found = self.of(Kind.EPOCH, epoch)
        if found is not None:
            raise ReleaseRefused(
                f"{found.agency} has revoked this epoch: {found.reason.rstrip('.')}.",
                limit=f"{LIMIT}.epoch",
            )


def revoke(
    key: SigningKey, kind: Kind, subject: str, *, reason: str, now: datetime
) -> str:
    """Sign a revocation.

    Args:
        key: The officer's.
        kind: What is revoked.
        subject: A profile's fingerprint, or the name of an epoch.
        reason: Why; for people.
        now: The present instant.

    Returns:
        The compact JWS.

    Raises:
        OfficersInvalid: The key is no officer's.
        ReleaseRefused: There is no reason.
    """
    agency_of(key.kid)
    if not reason.strip():
        raise ReleaseRefused("A revocation says why.", limit=LIMIT)
    claims = {
        "kind": kind.value,
        "subject": subject,
        "reason": reason,
        "iat": epoch_seconds(now),
    }
    return sign(key, TYPE, claims, with_kid=True)
