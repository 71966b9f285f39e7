"""Take rows out of an encodings file, and put others in.

The file is written anew beside its place and takes the place in one step; what is
taken out stands nowhere in the new one.
"""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from linkage.exchange.layout import SCHEMA
from linkage.exchange.reader import header_in
from linkage.exchange.writer import write_batches


def amend(path: Path, gone: Collection[str], more: Collection[Any] = ()) -> int:
    """Write a file without some records, and with others behind the rest.

    Args:
        path: A file that was checked (`reader.read_encodings`).
        gone: Handles of the records to take out; those not there don't matter.
        more: `pyarrow.RecordBatch`es of records to put in, which are also taken out
            where they stood before.

    Returns:
        The number of records in the file.
    """
    with pq.ParquetFile(path) as file:
        header, _, _ = header_in(file)
    new = [handle for batch in more for handle in batch.column("handle").to_pylist()]
    return write_batches(path, header, _batches(path, {*gone, *new}, more))


def _batches(path: Path, out: Collection[str], more: Collection[Any]) -> Iterator[Any]:
    handles = pa.array(sorted(out), pa.string())
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        for batch in file.iter_batches():
            kept = pc.invert(pc.is_in(batch.column("handle"), value_set=handles))
            rest = batch.filter(kept)
            yield pa.RecordBatch.from_arrays(rest.columns, schema=SCHEMA)
    yield from more
