"""The agencies' encodings files at the unit, one per agency."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from linkage.exchange.amend import amend
from linkage.exchange.encoding import Encoding
from linkage.exchange.quarantine import read_foreign
from linkage.exchange.writer import as_batch
from linkage.match.prepared import Prepared

SUFFIX = ".parquet"


@dataclass(slots=True)
class Uploads:
    """The files in a folder, each read again only when it was replaced."""

    folder: Path
    _read: dict[str, tuple[int, Prepared]] = field(default_factory=dict)

    def path(self, agency: str) -> Path:
        """Where an agency's file stands, once there is one."""
        return self.folder / f"{agency}{SUFFIX}"

    def paths(self) -> list[Path]:
        """The files that are there, by agency."""
        return sorted(self.folder.glob(f"*{SUFFIX}"))

    def of(self, agency: str) -> Prepared | None:
        """An agency's encodings, ready for lookups; None where it uploaded none.

        Raises:
            EncodingsCorrupt: The file was damaged since it was taken in.
        """
        path = self.path(agency)
        if not path.is_file():
            return None
        stamp = path.stat().st_mtime_ns
        known = self._read.get(agency)
        if known is None or known[0] != stamp:
            known = (stamp, Prepared.of(read_foreign(path)))
            self._read[agency] = known
        return known[1]

    def all(self) -> dict[str, Prepared]:
        """The encodings of every agency that uploaded some, by agency.

        Raises:
            EncodingsCorrupt: A file was damaged since it was taken in.
        """
        found = {path.stem: self.of(path.stem) for path in self.paths()}
        return {agency: file for agency, file in found.items() if file is not None}

    def amend(
        self, agency: str, gone: Collection[str], more: Sequence[Encoding] = ()
    ) -> None:
        """Takes records out of an agency's file, and puts others in.

        Raises:
            EncodingsCorrupt: The file was damaged since it was taken in.
        """
        if self.of(agency) is not None:
            amend(self.path(agency), gone, [as_batch(more)] if more else [])
