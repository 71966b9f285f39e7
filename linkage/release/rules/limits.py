"""A profile has limits, and is used on the days that they name."""

from collections.abc import Iterator
from datetime import date

from linkage.release.dossier import Dossier, Finding


def has_limits(dossier: Dossier, _today: date) -> Iterator[Finding]:
    """A profile without limits can't be judged."""
    if dossier.profile.limits is None:
        yield Finding("limits", "The profile has no limits, so nobody can release it.")


def is_valid_today(dossier: Dossier, today: date) -> Iterator[Finding]:
    """The day lies within the validity, both ends included."""
    if dossier.profile.limits is None:
        return
    valid = dossier.profile.limits.valid
    if today < valid.first:
        yield Finding("limits.valid.first", f"It is in force from {valid.first} on.")
    if today > valid.last:
        yield Finding("limits.valid.last", f"It expired after {valid.last}.")
