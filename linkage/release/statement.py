"""What an officer says of a profile: signed, or refused with a reason.

The officer is shown three texts: the profile in words, the report on it, and how it
differs from the one released before. The statement is a compact JWS (Ed25519) over a
digest of the three, and holds the whole profile, so that whoever checks it later can
say which value was changed since.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final, Self

from linkage.errors import ReleaseRefused
from linkage.release.officers import Officers, agency_of
from protocol.canonical import canonical_json, digest
from protocol.dates import epoch_seconds, from_epoch
from protocol.jws import BadMessage, Claims, sign, verify_by_set
from protocol.keys import SigningKey

TYPE: Final = "tautan-release+jws"


class Verdict(StrEnum):
    """What an officer decided."""

    SIGNED = "SIGNED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Shown:
    """What an officer has seen; all digests are SHA-256, base64url."""

    profile: Mapping[str, Any]
    """The whole profile, limits included."""
    rendered: str
    """Digest of the profile in words."""
    report: str
    """Digest of the report as canonical JSON."""
    difference: str
    """Digest of the difference from the one released before."""

    @cached_property
    def digest(self) -> str:
        """The one digest of them all: the release that a verdict is about."""
        parts = {
            "profile": digest(canonical_json(self.profile)),
            "rendered": self.rendered,
            "report": self.report,
            "difference": self.difference,
        }
        return digest(canonical_json(parts))


@dataclass(frozen=True, slots=True)
class Statement:
    """A verified statement."""

    verdict: Verdict
    shown: Shown
    agency: str
    on: datetime
    reason: str
    """Why it was refused; "" where it was signed."""

    @classmethod
    def read(cls, compact: str, officers: Officers) -> Self:
        """Verify a statement of one of the officers.

        Raises:
            ReleaseRefused: It is malformed, forged, or nobody's that we know.
        """
        try:
            verified = verify_by_set(compact, TYPE, officers.keys)
            return cls._of(verified.claims, agency_of(verified.kid))
        except (BadMessage, ValueError) as error:
            raise ReleaseRefused(
                "A signature does not hold.",
                limit="signatures",
                diagnostics=str(error),
            ) from None

    @classmethod
    def _of(cls, claims: Claims, agency: str) -> Self:
        shown = Shown(
            profile=claims.members("profile"),
            rendered=claims.text("rendered"),
            report=claims.text("report"),
            difference=claims.text("difference"),
        )
        if shown.digest != claims.text("release"):
            raise ValueError("the digest is not of what was shown")
        return cls(
            verdict=Verdict(claims.text("verdict")),
            shown=shown,
            agency=agency,
            on=from_epoch(claims.seconds("iat")),
            reason=claims.optional_text("reason") or "",
        )


def state(
    key: SigningKey, shown: Shown, verdict: Verdict, *, reason: str, now: datetime
) -> str:
    """Sign a verdict.

    Args:
        key: The officer's.
        shown: What the officer has seen.
        verdict: What the officer decided.
        reason: Why, where it is refused.
        now: The present instant.

    Returns:
        The compact JWS.

    Raises:
        OfficersInvalid: The key is no officer's.
        ReleaseRefused: A refusal without a reason.
    """
    agency_of(key.kid)
    if verdict is Verdict.REFUSED and not reason.strip():
        raise ReleaseRefused("A refusal says why.", limit="signatures")
    claims = {
        "verdict": verdict.value,
        "release": shown.digest,
        "profile": dict(shown.profile),
        "rendered": shown.rendered,
        "report": shown.report,
        "difference": shown.difference,
        "reason": reason or None,
        "iat": epoch_seconds(now),
    }
    return sign(key, TYPE, claims, with_kid=True)
