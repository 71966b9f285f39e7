"""Write an encodings file: Parquet, streamed, complete or not there at all.

Rows go to a file beside the target, which takes the target's name only when the
last row and the header are on disk.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from linkage.exchange.encoding import Encoding, Header
from linkage.exchange.layout import METADATA_KEY, SCHEMA, ContentDigest


def write_encodings(
    path: Path, header: Header, batches: Iterable[Sequence[Encoding]]
) -> int:
    """Write batches as they come, in constant memory.

    Args:
        path: The file to make or to replace.
        header: What the file says of itself.
        batches: Encodings; each batch becomes a row group.

    Returns:
        The number of rows.
    """
    return write_batches(path, header, map(as_batch, batches))


def write_batches(path: Path, header: Header, batches: Iterable[Any]) -> int:
    """As `write_encodings`, of `pyarrow.RecordBatch` of `layout.SCHEMA`."""
    partial = path.with_name(f"{path.name}.partial-{os.getpid()}")
    try:
        rows = _write(partial, header, batches)
        to_disk(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return rows


def to_disk(path: Path) -> None:
    """Wait until a file's content is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _write(path: Path, header: Header, batches: Iterable[Any]) -> int:
    digest = ContentDigest()
    rows = 0
    # Filters and tokens are noise to a compressor, and without one the size of a
    # file bounds what a reader has to hold.
    with pq.ParquetWriter(
        path,
        SCHEMA,
        compression="NONE",
        use_dictionary=False,
        write_statistics=False,
        write_page_checksum=True,
    ) as writer:
        for batch in batches:
            writer.write_batch(batch)
            digest.update(batch)
            rows += len(batch)
        content = {
            **asdict(header),
            "rows": rows,
            "digest": digest.finish(header, rows),
        }
        text = json.dumps(content, sort_keys=True)
        writer.add_key_value_metadata({METADATA_KEY: text.encode()})
    return rows


def as_batch(encodings: Sequence[Encoding]) -> Any:
    """Encodings as a `pyarrow.RecordBatch` of `layout.SCHEMA`."""
    columns = (
        [encoding.handle for encoding in encodings],
        [encoding.filter for encoding in encodings],
        [encoding.present for encoding in encodings],
        [list(encoding.nik_tokens) for encoding in encodings],
        [list(encoding.passport_tokens) for encoding in encodings],
    )
    arrays = [
        pa.array(column, field.type)
        for column, field in zip(columns, SCHEMA, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
