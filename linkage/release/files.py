"""The files of a release, side by side in one folder.

    default.yaml            the profile
    default.report.json     the report on it
    default.signatures      what officers said of it, a signed statement a line
    revocations             what officers have revoked, a signed statement a line
    officers.jwks.json      the officers' public keys, unless kept elsewhere

Signatures and revocations are only ever added to. This file knows where things stand,
not what they mean.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.dossier import Dossier
from linkage.release.officers import Officers
from linkage.release.report import ReportFile
from linkage.release.revocation import Revocation, Revoked
from linkage.release.statement import Statement


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """Where the files of a profile's release stand."""

    profile: Path

    @property
    def report(self) -> Path:
        """The report on it."""
        return self.profile.with_name(f"{self.profile.stem}.report.json")

    @property
    def signatures(self) -> Path:
        """What officers said of it."""
        return self.profile.with_name(f"{self.profile.stem}.signatures")

    @property
    def revocations(self) -> Path:
        """What officers have revoked, of all profiles of the folder."""
        return self.profile.with_name("revocations")

    @property
    def officers(self) -> Path:
        """The officers' public keys, where no other place is named."""
        return self.profile.with_name("officers.jwks.json")

    def statements(self, officers: Officers) -> tuple[Statement, ...]:
        """What officers said.

        Raises:
            ReleaseRefused: A statement does not hold.
        """
        return tuple(
            Statement.read(one, officers)
            for one in lines(self.signatures, limit="signatures")
        )

    def revoked(self, officers: Officers) -> Revoked:
        """What the folder holds of revocations.

        Raises:
            ReleaseRefused: One does not hold.
        """
        said = lines(self.revocations, limit="revocations")
        return Revoked.read(said, officers)

    def dossier(
        self, officers: Officers, further: tuple[Revocation, ...] = ()
    ) -> Dossier:
        """All that the folder holds of the profile.

        Args:
            officers: Whose statements count.
            further: Revocations that came otherwise.

        Raises:
            ProfileInvalid: The profile is missing or malformed.
            ReportInvalid: The report is malformed.
            ReleaseRefused: A statement or revocation does not hold.
        """
        here = self.revoked(officers).revocations
        return Dossier(
            profile=Profile.load(self.profile),
            report=ReportFile.load(self.report) if self.report.is_file() else None,
            statements=self.statements(officers),
            officers=officers,
            revoked=Revoked((*here, *further)),
        )


def lines(path: Path, *, limit: str) -> tuple[str, ...]:
    """The lines of a file that hold something; none where there is no file.

    Raises:
        ReleaseRefused: It can't be read.
    """
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseRefused(
            f"{path.name} can't be read.",
            limit=limit,
            diagnostics=type(error).__name__,
        ) from None
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def append(path: Path, statement: str) -> None:
    """Add a line to a file, and return once it is on disk; a line stands there once.

    Raises:
        OSError: It can't be written.
    """
    with path.open("a+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        there = file.read()
        if statement not in there.splitlines():
            ended = "" if not there or there.endswith("\n") else "\n"
            file.write(f"{ended}{statement}\n")
            file.flush()
            os.fsync(file.fileno())
