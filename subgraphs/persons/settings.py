"""The settings of the unit: those of any node, and its own."""

from pathlib import Path

from pydantic import Field

from protocol.records import Record
from subgraphs.sdk.settings import NodeSettings


class UnitRelease(Record):
    """Who releases linkage profiles, and where the unit keeps revocations."""

    officers: Path
    """JWKS of the officers of all agencies."""
    revocations: Path = Path("revocations")
    """What officers have revoked, a signed statement a line; only added to."""


class UnitSettings(NodeSettings):
    """All settings of the linkage unit (docs/reference/unit.md)."""

    profile: Path
    """The linkage profile in force."""
    release: UnitRelease
    uploads: Path
    """Folder of the agencies' encodings files."""
    sealing: Path
    """The key that lookup tokens are sealed to."""
    most_upload_bytes: int = Field(default=2**30, gt=0)
    """Size that an encodings file has at most."""
    next_epoch: str | None = None
    """During a rotation: the epoch whose encodings pass besides the current."""

    @property
    def epochs(self) -> frozenset[str]:
        """The epochs whose encodings pass."""
        return frozenset({self.epoch, self.next_epoch or self.epoch})
