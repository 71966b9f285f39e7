"""An officer's part: what there is to see, and the verdict on it."""

from dataclasses import dataclass
from datetime import datetime

from linkage.errors import ReportInvalid
from linkage.release.dossier import Dossier
from linkage.release.rendered import difference, rendered
from linkage.release.statement import Shown, Statement, Verdict, state
from protocol.canonical import digest
from protocol.keys import SigningKey


@dataclass(frozen=True, slots=True)
class Texts:
    """What an officer reads before signing, and its digest."""

    profile: str
    """In words."""
    difference: str
    """From the profile that all officers signed last."""
    shown: Shown


def texts(dossier: Dossier) -> Texts:
    """What there is to see of a release.

    Raises:
        ReportInvalid: There is no report.
    """
    if dossier.report is None:
        raise ReportInvalid("There is no report on the profile.")
    whole = dossier.profile.whole
    words = rendered(whole)
    changes = difference(released_before(dossier), whole)
    shown = Shown(
        profile=whole,
        rendered=digest(words.encode()),
        report=dossier.report.digest,
        difference=digest(changes.encode()),
    )
    return Texts(words, changes, shown)


def released_before(dossier: Dossier) -> dict[str, object] | None:
    """The whole profile that all officers signed last, other than this one."""
    signed: dict[str, set[str]] = {}
    for one in reversed(dossier.statements):
        if one.verdict is Verdict.SIGNED and one.shown.profile != dossier.profile.whole:
            by = signed.setdefault(one.shown.digest, set())
            by.add(one.agency)
            if by >= set(dossier.officers.agencies):
                return dict(one.shown.profile)
    return None


def decide(
    key: SigningKey,
    dossier: Dossier,
    verdict: Verdict,
    *,
    reason: str = "",
    now: datetime,
) -> str:
    """Sign a verdict on what there is to see.

    Args:
        key: The officer's.
        dossier: What the verdict is on.
        verdict: Signed or refused.
        reason: Why, where it is refused.
        now: The present instant.

    Returns:
        The compact JWS.

    Raises:
        ReportInvalid: There is no report.
        OfficersInvalid: The key is no officer's.
        ReleaseRefused: The officer is not among those who release, or gives no
            reason for a refusal.
    """
    made = state(key, texts(dossier).shown, verdict, reason=reason, now=now)
    Statement.read(made, dossier.officers)
    return made
