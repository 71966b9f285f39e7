"""The settings of gateway, nodes and unit that say whose agreements they believe."""

from pathlib import Path
from typing import Final

from pydantic import Field

from protocol.records import Record

MANIFEST: Final = "manifest.jws"
"""File at the root of a published schema directory that names its edition."""


class RegistrySetting(Record):
    """Block `registry`; paths are relative to the settings file."""

    officers: Path
    """JWKS of the officers who sign agreements, as `officer:<organisation>`."""
    publishers: Path | None = None
    """JWKS of whoever publishes editions; without it, no manifest is asked for."""
    seen: Path | None = None
    """File that keeps the newest edition over restarts."""
    max_stale_seconds: float = Field(default=3600.0, gt=0)
    """How long agreements are decided by that could not be confirmed."""
    look_seconds: float = Field(default=2.0, gt=0)
    """Between two looks at the files."""
