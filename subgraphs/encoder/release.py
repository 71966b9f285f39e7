"""What stands at an encoder's door: nothing is encoded under a profile not in force."""

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from linkage.release.files import ReleaseFiles
from linkage.release.guard import ReleaseGuard
from linkage.release.officers import Officers
from linkage.release.watch import RevocationWatch, Times, Trust
from protocol.dates import Clock
from protocol.keys import KeySet
from subgraphs.sdk.fetch import fetch
from subgraphs.sdk.settings import Release

UNIT = "persons"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The last list of revocations, in a file."""

    path: Path

    def read(self) -> bytes | None:
        """The last list; None where there is none."""
        try:
            return self.path.read_bytes()
        except OSError:
            return None

    def write(self, content: bytes) -> None:
        """Take the place of the last list, whole or not at all.

        Raises:
            OSError: It can't be written.
        """
        arriving = self.path.with_name(f".{self.path.name}-{os.getpid()}")
        arriving.write_bytes(content)
        arriving.replace(self.path)


def guard_of(  # noqa: PLR0913, PLR0917 -- what it guards by, and how it gets there
    profile: Path,
    release: Release,
    peers: KeySet,
    home: Path,
    clock: Clock,
    tls: ssl.SSLContext | None = None,
) -> ReleaseGuard:
    """The guard of an agency's encoder.

    Args:
        profile: The profile's file; what officers signed stands beside it.
        release: Who releases it.
        peers: Holds the unit's key.
        home: The directory that paths in the settings are relative to.
        clock: Tells the time.
        tls: How the unit is reached.

    Raises:
        OfficersInvalid: The officers' keys can't be used.
    """
    officers = Officers.load(home / release.officers)
    watch = RevocationWatch(
        _fetching(release.revocations, home, tls),
        KeptFile(home / release.kept),
        Trust(officers, peers, UNIT),
        clock,
        Times(max_stale=timedelta(seconds=release.max_stale_seconds)),
    )
    return ReleaseGuard(ReleaseFiles(profile), officers, watch.current, clock)


def _fetching(
    source: str, home: Path, tls: ssl.SSLContext | None
) -> Callable[[], Awaitable[bytes]]:
    """What gets the list: from the unit, or from a file that was carried here."""
    if source.startswith(("https://", "http://")):
        return partial(fetch, source, tls)
    return partial(asyncio.to_thread, (home / source).read_bytes)
