"""Encodings files linked, for the commands that begin with that."""

from pathlib import Path

from linkage.cli.terminal import progress, refusals
from linkage.pipeline.link import Linked, link_files
from linkage.profile import Profile


def linked_files(files: list[Path], profile: Path, work: Path | None = None) -> Linked:
    """All pairs of agencies linked and clustered, with progress on the terminal."""
    with refusals(), progress() as report:
        return link_files(files, Profile.load(profile), report=report, work=work)
