"""The report is on this profile, its controls hold, and its figures keep the limits.

An attack without a limit and a limit without an attack are both refused: what nobody
decided on is not allowed.
"""

from collections.abc import Iterator
from datetime import date

from linkage.release.dossier import Dossier, Finding

_PER_1000 = "limits.named_per_1000"


def has_its_report(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """There is a report, and it is on these parameters."""
    if dossier.report is None:
        yield Finding("report", "There is no report on the profile.")
    elif dossier.report.report.profile.fingerprint != dossier.profile.fingerprint:
        yield Finding("report", "The report is on other parameters.")


def shows_its_controls(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """An attack that fails where it must succeed, or the reverse, shows nothing."""
    if dossier.report is None:
        return
    for name, attack in sorted(dossier.report.report.attacks.items()):
        if not attack.controls_hold:
            said = "The attack's controls did not come out as they must."
            yield Finding(f"report.attacks.{name}", said)


def keeps_risk_within_limits(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """No attack names more people than its limit, at the interval's upper end."""
    if dossier.report is None or dossier.profile.limits is None:
        return
    limits = dossier.profile.limits.named_per_1000
    attacks = dossier.report.report.attacks
    for name in sorted(limits.keys() | attacks.keys()):
        if name not in limits:
            said = "The report has this attack, and the profile no limit for it."
            yield Finding(f"{_PER_1000}.{name}", said)
        elif name not in attacks:
            said = "The profile limits this attack, and the report lacks it."
            yield Finding(f"{_PER_1000}.{name}", said)
        elif attacks[name].named_per_1000.profile.high > limits[name]:
            figure = attacks[name].named_per_1000.profile
            said = (
                f"Of 1,000 people it names {figure.value:.1f} (at most "
                f"{figure.high:.1f}), and the limit is {limits[name]}."
            )
            yield Finding(f"{_PER_1000}.{name}", said)


def keeps_recall(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """Enough true pairs are found, at the interval's lower end."""
    if dossier.report is None or dossier.profile.limits is None:
        return
    recall, least = dossier.report.report.recall, dossier.profile.limits.recall
    if recall.low * 1000 < least:
        said = (
            f"It finds {recall.value:.3f} of the true pairs (at least "
            f"{recall.low:.3f}), and the limit is {least / 1000:.3f}."
        )
        yield Finding("limits.recall", said)
