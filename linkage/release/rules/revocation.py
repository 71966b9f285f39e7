"""Nobody has revoked the profile."""

from collections.abc import Iterator
from datetime import date

from linkage.release.dossier import Dossier, Finding
from linkage.release.revocation import LIMIT, Kind


def is_not_revoked(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """One officer's revocation is enough, and stays."""
    found = dossier.revoked.of(Kind.PROFILE, dossier.profile.fingerprint)
    if found is not None:
        said = f"{found.agency} has revoked it: {found.reason.rstrip('.')}."
        yield Finding(f"{LIMIT}.profile", said)
