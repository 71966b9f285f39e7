"""Encodings files linked, for the commands that begin with that."""

from pathlib import Path

from linkage.cli.options import Threshold
from linkage.cli.terminal import progress, refusals
from linkage.pipeline.link import How, Linked, decide_files
from linkage.profile import Profile


def linked_files(
    files: list[Path],
    profile: Path,
    threshold: Threshold,
    work: Path | None = None,
    *,
    within: bool,
) -> Linked:
    """All pairs of agencies linked and clustered, with progress on the terminal."""
    how = How(fitted=threshold is Threshold.AUTO, within=within)
    with refusals(), progress() as report:
        return decide_files(files, Profile.load(profile), how, report, work)
