"""What a run has found, tile by tile: a run that was killed goes on from there.

A folder holds a Parquet file for each tile that is done: rows of the left and the
right file, nothing about anybody. Each stands there whole or not at all. The folder's
name is a digest of all that tiles depend on, so that other files, another profile or
other tiles never take up what was found before.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.exchange.encoding import EncodingsFile
from linkage.match.tiles import CUT, Pairs, Tile, Wanted

_COLUMNS = ("left", "right")


@dataclass(frozen=True, slots=True)
class WorkFolder:
    """Keeps tiles in a folder."""

    folder: Path

    @classmethod
    def of(
        cls, parent: Path, left: EncodingsFile, right: EncodingsFile, wanted: Wanted
    ) -> "WorkFolder":
        """The folder of one comparison, in a folder of many."""
        folder = parent / _digest(left, right, wanted)
        folder.mkdir(parents=True, exist_ok=True)
        return cls(folder)

    def keeping(self, tiles: Iterable[Tile]) -> Iterator[Tile]:
        """The same tiles, each searched only if nothing is kept of it."""
        for number, tile in enumerate(tiles):
            yield _KeptTile(self, number, tile)

    def found(self, tile: int) -> Pairs | None:
        """What a tile gave; a damaged file counts as none."""
        try:
            table = pq.read_table(self._path(tile), page_checksum_verification=True)
            columns = [table.column(name).to_numpy() for name in _COLUMNS]
        except (pa.ArrowException, OSError, KeyError):
            return None
        return np.stack(columns, axis=1).astype(np.int64)

    def keep(self, tile: int, pairs: Pairs) -> None:
        """Write a tile beside its place, then put it there in one step."""
        path = self._path(tile)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        columns = dict(zip(_COLUMNS, pairs.T, strict=True))
        with part.open("wb") as file:
            pq.write_table(pa.table(columns), file, write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def _path(self, tile: int) -> Path:
        return self.folder / f"{tile:08}.parquet"


@dataclass(frozen=True, slots=True)
class _KeptTile:
    """A tile whose pairs are taken from a folder, or put there."""

    kept: WorkFolder
    number: int
    tile: Tile

    @property
    def comparisons(self) -> int:
        return self.tile.comparisons

    def search(self) -> Pairs:
        pairs = self.kept.found(self.number)
        if pairs is None:
            pairs = self.tile.search()
            self.kept.keep(self.number, pairs)
        return pairs


def _digest(left: EncodingsFile, right: EncodingsFile, wanted: Wanted) -> str:
    """Names all that the pairs and the cut into tiles depend on."""
    digest = blake2b(digest_size=16)
    asked = json.dumps([asdict(wanted), CUT], default=np.ndarray.tolist)
    digest.update(asked.encode())
    for file in (left, right):
        digest.update(len(file).to_bytes(8, "little"))
        digest.update(np.ascontiguousarray(file.filters).data)
        digest.update(np.ascontiguousarray(file.present).data)
    return digest.hexdigest()
