"""Peers from npm, installed as a lock file says, where Node is."""

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

LOCK: Final = "package-lock.json"
_STAMP: Final = Path("node_modules", ".installed-from")
"""Digest of the lock file that node_modules was made from. `npm ci` begins by
removing the folder, so one that was cut short has none."""


class NoPeer(Exception):
    """A peer can't be run here; the message says why."""


def install(folder: Path) -> None:
    """Install what a folder's lock file names, unless that is done.

    Of several processes that call this at once, one installs and the others wait.

    Raises:
        NoPeer: There is no Node, or the registry can't be reached.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NoPeer("node and npm are missing: deploy/ci/install-externals")
    with _alone(folder / LOCK) as locked:
        wanted, stamp = hashlib.sha256(locked).hexdigest(), folder / _STAMP
        if stamp.exists() and stamp.read_text("utf-8") == wanted:
            return
        _install(folder)
        stamp.write_text(wanted, "utf-8")


def _install(folder: Path) -> None:
    installed = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"],  # noqa: S607 -- npm of the PATH
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    if installed.returncode:
        said = [one for one in installed.stderr.splitlines() if "npm error" in one]
        raise NoPeer(f"npm ci failed in {folder.name}: {' '.join(said[:2])}")


@contextmanager
def _alone(file: Path) -> Iterator[bytes]:
    """Content of a file, while no other process is in here with the same file."""
    with file.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield held.read()
