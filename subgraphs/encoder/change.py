"""A few records of an agency, erased from the linkage or corrected in it.

The agency's database comes first: what stands there no more can be erased, and what
stands there can be corrected. Then the agency's own encodings file follows, and then
the unit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from linkage.encode.encoder import Encoder
from linkage.exchange.amend import amend
from linkage.exchange.writer import as_batch, write_encodings
from linkage.record import Record
from subgraphs.encoder.errors import NothingToCorrect, StillThere
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.source import LinkageSource


@dataclass(frozen=True, slots=True)
class Few:
    """A few records, by their handles, and where they stand."""

    settings: EncoderSettings
    home: Path
    source: LinkageSource
    handles: Collection[str]

    def erase(self) -> None:
        """Takes them out of the agency's own encodings file.

        Raises:
            StillThere: The database has one of them.
            EncodingsCorrupt: The file is damaged.
        """
        there = self._records()
        if there:
            raise StillThere(len(there))
        self._amend(self.handles, ())

    def correct(self, encoder: Encoder) -> bytes:
        """Encodes them anew.

        Returns:
            An encodings file of these records alone, for the unit.

        Raises:
            NothingToCorrect: The database lacks one of them.
            LinkageError: A record can't be encoded, or the file is damaged.
        """
        records = self._records()
        missing = len(set(self.handles)) - len(records)
        if missing:
            raise NothingToCorrect(missing)
        made = [encoder.encode_one(record) for record in records]
        self._amend((), [as_batch(made)])
        with TemporaryDirectory(dir=self._file.parent) as folder:
            path = Path(folder) / "corrected.parquet"
            write_encodings(path, encoder.header(self.settings.agency), [made])
            return path.read_bytes()

    def _records(self) -> list[Record]:
        return list(self.source.some(self.settings.database, self.handles))

    def _amend(self, gone: Collection[str], more: Collection[object]) -> None:
        if self._file.is_file():
            amend(self._file, gone, more)

    @property
    def _file(self) -> Path:
        return self.home / self.settings.encodings
