"""Whether a profile is in force: nothing is encoded or taken in under another.

Rules are pure functions over a dossier; all are asked, so that an officer sees at once
all that is missing. `require` is what encoders and the unit call.
"""

from datetime import date
from typing import Final

from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.dossier import Dossier, Finding, Rule
from linkage.release.rules.limits import has_limits, is_valid_today
from linkage.release.rules.revocation import is_not_revoked
from linkage.release.rules.risk import (
    has_its_report,
    keeps_recall,
    keeps_risk_within_limits,
    shows_its_controls,
)
from linkage.release.rules.signatures import (
    is_refused_by_nobody,
    is_signed_by_all,
    is_unchanged,
    was_shown_alike,
)

# The first finding is the one that a refusal names: what nothing can mend (revoked)
# comes before a value that was changed, since that explains all the rest; then what has
# to be made anew (limits, report), and last what others still have to do (signatures).
RULES: Final[tuple[Rule, ...]] = (
    is_not_revoked,
    is_unchanged,
    has_limits,
    is_valid_today,
    has_its_report,
    shows_its_controls,
    keeps_risk_within_limits,
    keeps_recall,
    is_refused_by_nobody,
    is_signed_by_all,
    was_shown_alike,
)


def findings(dossier: Dossier, today: date) -> tuple[Finding, ...]:
    """All that keeps a profile from being in force on a legal day; none if it is."""
    return tuple(found for rule in RULES for found in rule(dossier, today))


def require(dossier: Dossier, today: date) -> Profile:
    """The profile, if it is in force on a legal day.

    Raises:
        ReleaseRefused: It is not; names the first limit, and the others in its
            diagnostics.
    """
    found = findings(dossier, today)
    if found:
        first, *others = found
        more = "; ".join(f"{one.limit}: {one.said}" for one in others)
        raise ReleaseRefused(first.said, limit=first.limit, diagnostics=more)
    return dossier.profile
