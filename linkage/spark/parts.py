"""A file's filters in parts that tasks read by themselves.

The parts are the row groups of one Parquet file in a folder that driver and executors
share. A task reads two of them; nothing is shuffled between tasks, so no key can be
skewed.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BYTES, FILTER_WORDS, EncodingsFile, Words

_SCHEMA = pa.schema(
    [
        pa.field("filter", pa.binary(FILTER_BYTES), nullable=False),
        pa.field("present", pa.uint16(), nullable=False),
    ]
)


@dataclass(frozen=True, slots=True)
class Part:
    """Some records of a file: what a comparison looks at."""

    filters: Words
    """Shape (n, 16), uint64, little-endian."""
    present: NDArray[np.uint16]
    """Shape (n,): which attributes of the profile each record has."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the parts of a file stand."""

    path: Path
    rows: int
    """Records of a part; the last one can have fewer."""
    count: int

    @classmethod
    def write(cls, path: Path, file: EncodingsFile, rows: int) -> "Parts":
        """Write a file's filters, without handles and tokens.

        Args:
            path: The Parquet file to make.
            file: A whole encodings file.
            rows: Records of a part, at least 1.
        """
        data = pa.py_buffer(
            np.ascontiguousarray(file.filters.astype("<u8", copy=False))
        )
        kind = _SCHEMA.field("filter").type
        filters = pa.FixedSizeBinaryArray.from_buffers(kind, len(file), [None, data])
        table = pa.Table.from_arrays([filters, pa.array(file.present)], schema=_SCHEMA)
        pq.write_table(table, path, row_group_size=rows, compression="none")
        return cls(path, rows, -(-len(file) // rows))

    def read(self, number: int) -> Part:
        """One part, counted from 0."""
        with pq.ParquetFile(self.path) as file:
            table = file.read_row_group(number)
        filters = table.column("filter").combine_chunks()
        start, count = filters.offset * FILTER_BYTES, len(table) * FILTER_WORDS
        words = np.frombuffer(filters.buffers()[1], "<u8", count, start)
        present = table.column("present").to_numpy()
        return Part(words.reshape(-1, FILTER_WORDS), present)
