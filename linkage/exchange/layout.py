"""The columns of an encodings file, and the digest over its content.

One digest covers header and rows. It is computed column by column, so that it
does not depend on how rows were cut into batches or row groups, and both ends
can stream.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.exchange.encoding import FILTER_BYTES, TOKEN_BYTES, Header

METADATA_KEY = b"tautan.encodings"

SCHEMA = pa.schema(
    [
        pa.field("handle", pa.string(), nullable=False),
        pa.field("filter", pa.binary(FILTER_BYTES), nullable=False),
        pa.field("present", pa.uint16(), nullable=False),
        *(
            pa.field(
                name,
                pa.list_(pa.field("element", pa.binary(TOKEN_BYTES), nullable=False)),
                nullable=False,
            )
            for name in ("nik_tokens", "passport_tokens")
        ),
    ]
)


class ContentDigest:
    """A running SHA-256 over the rows of a file, then over its header."""

    def __init__(self) -> None:
        self._parts = {
            name: hashlib.sha256()
            for name in (
                "handle-lengths",
                "handles",
                "filter",
                "present",
                "nik_tokens-counts",
                "nik_tokens",
                "passport_tokens-counts",
                "passport_tokens",
            )
        }

    def update(self, batch: Any) -> None:
        """Take in a `pyarrow.RecordBatch` of `SCHEMA`."""
        lengths, content = string_column(batch.column("handle"))
        self._parts["handle-lengths"].update(lengths.astype("<i8").tobytes())
        self._parts["handles"].update(content)
        self._parts["filter"].update(fixed_column(batch.column("filter")).tobytes())
        present = batch.column("present").to_numpy()
        self._parts["present"].update(present.astype("<u2").tobytes())
        for name in ("nik_tokens", "passport_tokens"):
            counts, values = list_column(batch.column(name))
            self._parts[f"{name}-counts"].update(counts.astype("<i8").tobytes())
            self._parts[name].update(values.tobytes())

    def finish(self, header: Header, rows: int) -> str:
        """The hex digest over everything taken in, the header and the row count."""
        whole = hashlib.sha256(
            json.dumps([asdict(header), rows], sort_keys=True).encode()
        )
        for name, part in self._parts.items():
            whole.update(name.encode() + b"\0" + part.digest())
        return whole.hexdigest()


def string_column(column: Any) -> tuple[NDArray[np.int64], bytes]:
    """Byte lengths and joined UTF-8 bytes of a string array."""
    if not len(column):
        return np.zeros(0, np.int64), b""
    _, offsets, content = column.buffers()
    ends = np.frombuffer(offsets, np.int32)[column.offset :][: len(column) + 1]
    joined = bytes(memoryview(content or b"")[ends[0] : ends[-1]])
    return np.diff(ends).astype(np.int64), joined


def fixed_column(column: Any) -> NDArray[np.uint8]:
    """A fixed-size binary array without nulls as bytes of shape (n, width)."""
    width = column.type.byte_width
    start = column.offset * width
    buffer = column.buffers()[1]
    flat = np.frombuffer(buffer if buffer is not None else b"", np.uint8)
    return flat[start : start + len(column) * width].reshape(len(column), width)


def list_column(column: Any) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Counts per row, and the tokens of all rows, of a list array without nulls."""
    counts = column.value_lengths().to_numpy().astype(np.int64)
    return counts, fixed_column(column.flatten())
