"""Database → records → encodings file, inside the agency."""

from collections.abc import Callable
from pathlib import Path

from linkage.pipeline.encode import encode_file
from linkage.pipeline.progress import unwatched
from linkage.release.guard import ReleaseGuard
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.source import LinkageSource
from subgraphs.encoder.wiring import encoder_in_force

Report = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much (0 if unknown)."""


def encode_agency(
    settings: EncoderSettings,
    home: Path,
    source: LinkageSource,
    guard: ReleaseGuard,
    report: Report = unwatched,
) -> int:
    """Encodes an agency's records into its encodings file.

    Args:
        settings: The encoder's settings.
        home: The directory that their paths are relative to.
        source: What the agency links by.
        guard: Knows whether the profile is in force.
        report: Told of progress.

    Returns:
        The number of records.

    Raises:
        LinkageError: Profile, secret or a record can't be used.
        ReleaseRefused: The profile is not in force; nothing was read or encoded.
    """
    encoder = encoder_in_force(settings, home, guard)
    records = source.records(settings.database)
    path = home / settings.encodings
    return encode_file(path, settings.agency, records, encoder, report)
