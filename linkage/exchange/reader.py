"""Read an encodings file, or refuse it whole.

The file comes from another body. Nothing in it is believed before its schema,
its size, its page checksums and the digest over header and rows have been
checked; a file is taken in completely or not at all.
"""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from linkage.errors import (
    EncodingsCorrupt,
    EpochMismatch,
    ProfileMismatch,
    SecretMismatch,
)
from linkage.exchange.encoding import (
    FILTER_BYTES,
    FILTER_WORDS,
    TOKEN_BYTES,
    EncodingsFile,
    Header,
    TokenTable,
)
from linkage.exchange.layout import (
    METADATA_KEY,
    SCHEMA,
    ContentDigest,
    fixed_column,
    list_column,
)
from linkage.profile import Profile

FORMAT_VERSION = 1
_TOKEN = np.dtype((np.void, TOKEN_BYTES))
_UNREADABLE = (
    pa.ArrowException,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)
"""What Parquet and JSON readers raise over foreign bytes."""


def read_encodings(path: Path) -> EncodingsFile:
    """Read and check a whole file.

    Raises:
        EncodingsCorrupt: The file is missing, foreign, of another format version,
            cut off or damaged.
    """
    try:
        return _read(path)
    except _UNREADABLE as error:
        # The cause is dropped: it could quote the content.
        raise EncodingsCorrupt(
            "The file is not a whole encodings file.",
            diagnostics=type(error).__name__,
        ) from None


def require(
    header: Header, profile: Profile, *, epochs: Collection[str], canary: str | None
) -> None:
    """Refuse encodings of another profile, epoch or secret.

    Args:
        header: Of a file or a lookup token.
        profile: In force.
        epochs: In force: the current one, and the next during a rotation.
        canary: What the public canary records must give in that epoch, or None
            where this file is the first of its project and epoch.

    Raises:
        ProfileMismatch: Another profile, or another version of it.
        EpochMismatch: Another epoch.
        SecretMismatch: The canary records came out differently.
    """
    if header.profile_fingerprint != profile.fingerprint:
        raise ProfileMismatch(
            f"The encodings are not of profile {profile.id} {profile.version}."
        )
    if header.epoch not in epochs:
        raise EpochMismatch("The encodings are of another epoch.")
    if canary is not None and header.canary != canary:
        raise SecretMismatch("The canary records came out differently.")


def _read(path: Path) -> EncodingsFile:
    size = path.stat().st_size
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        header, rows, digest = header_in(file)
        _check_shape(file, rows, size)
        batches = [
            file.read_row_group(group).combine_chunks().to_batches()
            for group in range(file.num_row_groups)
        ]
    checked = ContentDigest()
    content = [batch for group in batches for batch in group]
    for batch in content:
        _check_batch(batch)
        checked.update(batch)
    if checked.finish(header, rows) != digest:
        raise EncodingsCorrupt("The digest of the file does not match its content.")
    return _assemble(header, content)


def header_in(file: Any) -> tuple[Header, int, str]:
    """Header, row count and digest of a `pyarrow.parquet.ParquetFile`.

    Raises:
        EncodingsCorrupt: There is none, or it is of another version.
        ValueError, TypeError, KeyError: It is malformed.
    """
    metadata = file.metadata.metadata or {}
    if METADATA_KEY not in metadata:
        raise EncodingsCorrupt("The file has no header of ours.")
    fields = json.loads(metadata[METADATA_KEY])
    if fields["format_version"] != FORMAT_VERSION:
        raise EncodingsCorrupt("The file has another format version.")
    rows, digest = fields.pop("rows"), fields.pop("digest")
    header = Header(**fields)
    numbers = (header.profile_version, rows)
    texts = (header.profile_id, header.profile_fingerprint, header.epoch,
             header.agency, header.canary, digest)  # fmt: skip
    if any(type(number) is not int for number in numbers) or not all(
        isinstance(text, str) and text for text in texts
    ):
        raise EncodingsCorrupt("The header has a value of a wrong type.")
    return header, rows, digest


def _check_shape(file: Any, rows: int, size: int) -> None:
    """Refuse other columns, and row counts that the file has no room for.

    Raises:
        EncodingsCorrupt: It is so.
    """
    if not file.schema_arrow.equals(SCHEMA):
        raise EncodingsCorrupt("The file has other columns.")
    groups = [file.metadata.row_group(at) for at in range(file.num_row_groups)]
    claimed = sum(group.total_byte_size for group in groups)
    counted = sum(group.num_rows for group in groups)
    if file.metadata.num_rows != rows or counted != rows:
        raise EncodingsCorrupt("The file has another number of rows than it says.")
    if rows * FILTER_BYTES > size or claimed > size:
        raise EncodingsCorrupt("The file is shorter than it says.")
    for group in groups:
        for column in range(group.num_columns):
            if group.column(column).compression != "UNCOMPRESSED":
                raise EncodingsCorrupt("The file is compressed.")


def _check_batch(batch: Any) -> None:
    """Refuse nulls, which the schema rules out but a file can still hold.

    Raises:
        EncodingsCorrupt: There is one.
    """
    batch.validate(full=True)
    lists = (batch.column("nik_tokens"), batch.column("passport_tokens"))
    columns = [*batch.columns, *(column.flatten() for column in lists)]
    if any(column.null_count for column in columns):
        raise EncodingsCorrupt("The file has an empty cell.")


def _assemble(header: Header, batches: list[Any]) -> EncodingsFile:
    handles = [
        handle for batch in batches for handle in batch.column("handle").to_pylist()
    ]
    if len(set(handles)) != len(handles) or not all(handles):
        raise EncodingsCorrupt("A handle is empty or stands twice.")
    filters = [fixed_column(batch.column("filter")) for batch in batches]
    present = [batch.column("present").to_numpy() for batch in batches]
    joined = np.concatenate([np.empty((0, FILTER_BYTES), np.uint8), *filters])
    return EncodingsFile(
        header=header,
        handles=handles,
        filters=joined.view("<u8").astype(np.uint64).reshape(-1, FILTER_WORDS),
        present=np.concatenate([np.empty(0, np.uint16), *present]).astype(np.uint16),
        nik_tokens=_tokens(batches, "nik_tokens"),
        passport_tokens=_tokens(batches, "passport_tokens"),
    )


def _tokens(batches: list[Any], name: str) -> TokenTable:
    columns = [list_column(batch.column(name)) for batch in batches]
    counts = np.concatenate([np.zeros(1, np.int64), *(each[0] for each in columns)])
    values = np.concatenate(
        [np.empty((0, TOKEN_BYTES), np.uint8), *(each[1] for each in columns)]
    )
    return TokenTable(offsets=np.cumsum(counts), values=values.view(_TOKEN).reshape(-1))
