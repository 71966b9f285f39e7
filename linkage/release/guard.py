"""What stands at the door of an encoder and of the unit.

`allow` passes while the profile that a process works with is in force. Files are read
again when one of them changes, so that a signature, a refusal or a revocation counts
from the next thing that the process does.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from linkage.errors import ReleaseRefused
from linkage.profile import Profile
from linkage.release.dossier import Dossier
from linkage.release.files import ReleaseFiles
from linkage.release.gate import require
from linkage.release.officers import Officers
from linkage.release.revocation import Revoked
from protocol.dates import Clock, legal_day

KnownRevocations = Callable[[], Awaitable[Revoked]]
"""All that is known to be revoked, from elsewhere than the profile's folder.

Raises ReleaseRefused where that can't be told."""

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(slots=True)
class ReleaseGuard:
    """Lets a process work under a profile that is in force."""

    files: ReleaseFiles
    officers: Officers
    revocations: KnownRevocations
    clock: Clock
    _read: tuple[_Stamp, Dossier] | None = field(default=None, init=False)

    async def allow(self, profile: Profile, *epochs: str) -> None:
        """Pass where a profile is in force now, and epochs are not revoked.

        Args:
            profile: As the process has read it.
            epochs: Of the keys that it works with.

        Raises:
            ReleaseRefused: One is not.
            ReportInvalid: The report is malformed.
            ProfileInvalid: The profile's file was damaged.
        """
        further = (await self.revocations()).revocations
        dossier = self._dossier()
        revoked = Revoked((*dossier.revoked.revocations, *further))
        for epoch in epochs:
            revoked.allow_epoch(epoch)
        today = legal_day(self.clock())
        released = require(replace(dossier, revoked=revoked), today)
        if released.fingerprint != profile.fingerprint:
            raise ReleaseRefused(
                "The file holds another profile than this process has read.",
                limit="profile",
            )

    def _dossier(self) -> Dossier:
        stamp = tuple(_stamp(path) for path in self._paths())
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, self.files.dossier(self.officers))
        return self._read[1]

    def _paths(self) -> tuple[Path, ...]:
        files = self.files
        return files.profile, files.report, files.signatures, files.revocations


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
