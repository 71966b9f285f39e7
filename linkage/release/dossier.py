"""All that speaks for and against a profile, as its rules read it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from linkage.profile import Profile
from linkage.release.officers import Officers
from linkage.release.report import ReportFile
from linkage.release.revocation import Revoked
from linkage.release.statement import Statement, Verdict


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a profile is not in force."""

    limit: str
    """What refuses, as in `ReleaseRefused.limit`."""
    said: str
    by_signing: bool = False
    """Whether nothing but officers' signatures is missing."""


@dataclass(frozen=True)
class Dossier:
    """A profile, the report on it, and what the officers say."""

    profile: Profile
    report: ReportFile | None
    statements: tuple[Statement, ...]
    """Verified, of any version of the profile, in the order of their file."""
    officers: Officers
    revoked: Revoked

    @cached_property
    def latest(self) -> dict[str, Statement]:
        """What each officer said last of this profile with this report, by agency.

        Where one officer said two things in one second, the refusal counts.
        """
        said: dict[str, Statement] = {}
        for one in sorted(self.statements, key=_by_time):
            if self.is_about(one):
                said[one.agency] = one
        return said

    def is_about(self, statement: Statement) -> bool:
        """Whether a statement is about the profile and report as they are now."""
        report = self.report.digest if self.report else None
        shown = statement.shown
        return shown.profile == self.profile.whole and shown.report == report


Rule = Callable[[Dossier, date], Iterator[Finding]]
"""Finds what keeps a profile from being in force on a legal day."""


def _by_time(statement: Statement) -> tuple[int, bool]:
    return int(statement.on.timestamp()), statement.verdict is Verdict.REFUSED
