"""Peers from npm, installed as a lock file says, where Node is."""

import shutil
import subprocess
from pathlib import Path


class NoPeer(Exception):
    """A peer can't be run here; the message says why."""


def install(folder: Path) -> None:
    """Install what a folder's lock file names, unless that is done.

    Raises:
        NoPeer: There is no Node, or the registry can't be reached.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NoPeer("node and npm are missing: deploy/ci/install-externals")
    done = folder / "node_modules" / ".package-lock.json"
    wanted = folder / "package-lock.json"
    if done.exists() and done.stat().st_mtime >= wanted.stat().st_mtime:
        return
    installed = subprocess.run(
        ["npm", "ci", "--no-audit", "--no-fund"],  # noqa: S607 -- npm of the PATH
        cwd=folder,
        check=False,
        capture_output=True,
    )
    if installed.returncode:
        raise NoPeer(f"npm ci failed in {folder.name}: is the registry in reach?")
