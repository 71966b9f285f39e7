"""Every agency's officer signed this profile, this report, and nothing else."""

from collections.abc import Iterator
from datetime import date

from linkage.release.dossier import Dossier, Finding
from linkage.release.rendered import changed, values
from linkage.release.statement import Verdict


def is_unchanged(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """No value was changed since officers signed, unless they began to sign anew."""
    signed = [one for one in dossier.statements if one.verdict is Verdict.SIGNED]
    if dossier.latest or not signed:
        return
    before = signed[-1].shown.profile
    then, now = dict(values(before)), dict(values(dossier.profile.whole))
    for path in changed(before, dossier.profile.whole):
        said = f"Changed since it was signed: {then.get(path)}, now {now.get(path)}."
        yield Finding(path, said, by_signing=True)
    if before == dossier.profile.whole:
        said = "The report was changed since it was signed."
        yield Finding("report", said, by_signing=True)


def is_refused_by_nobody(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """An officer's refusal stands until the same officer signs."""
    for agency, last in sorted(dossier.latest.items()):
        if last.verdict is Verdict.REFUSED:
            said = f"The officer of {agency} refused it: {last.reason.rstrip('.')}."
            yield Finding(f"signatures.{agency}", said, by_signing=True)


def is_signed_by_all(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """One officer of each agency has decided on what is there now."""
    for agency in dossier.officers.agencies:
        if agency not in dossier.latest:
            said = f"The officer of {agency} has not signed it."
            yield Finding(f"signatures.{agency}", said, by_signing=True)


def was_shown_alike(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """All officers have seen the same text, report and difference."""
    if len({one.shown.digest for one in dossier.latest.values()}) > 1:
        said = "The officers were not shown the same texts."
        yield Finding("signatures", said, by_signing=True)
