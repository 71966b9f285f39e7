"""Encodings files linked, for the commands that begin with that."""

from pathlib import Path

from linkage.cli.engines import Asked, engine_of
from linkage.cli.options import Threshold
from linkage.cli.terminal import progress, refusals
from linkage.pipeline.link import How, Linked, decide_files
from linkage.profile import Profile


def linked_files(
    files: list[Path],
    profile: Path,
    threshold: Threshold,
    asked: Asked,
    *,
    within: bool,
) -> Linked:
    """All pairs of agencies linked and clustered, with progress on the terminal."""
    how = How(fitted=threshold is Threshold.AUTO, within=within)
    with refusals(), progress() as report, engine_of(asked) as engine:
        return decide_files(files, Profile.load(profile), how, report, engine)
