"""An agency's records to its encodings file."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from linkage.encode.bulk import encode_batches
from linkage.encode.columns.table import to_table
from linkage.encode.encoder import BATCH_ROWS, Encoder
from linkage.exchange.writer import write_batches
from linkage.pipeline.progress import Report, unwatched
from linkage.record import Record


def encode_file(
    path: Path,
    agency: str,
    records: Iterable[Record],
    encoder: Encoder,
    report: Report = unwatched,
) -> int:
    """Encode records as they come and write them; constant memory.

    Args:
        path: The encodings file to make.
        agency: Whose records they are.
        records: A stream is enough.
        encoder: Holds profile, secret and epoch.
        report: Told how many are done; the total is not known and given as 0.

    Returns:
        The number of records.
    """
    return encode_tables(path, agency, _tables(records), encoder, report)


def encode_tables(
    path: Path,
    agency: str,
    tables: Iterable[Any],
    encoder: Encoder,
    report: Report = unwatched,
) -> int:
    """As `encode_file`, of batches of records as `encode.columns.table.RECORDS`."""
    batches = _watched(encode_batches(encoder, tables, _cores()), agency, report)
    return write_batches(path, encoder.header(agency), batches)


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0))


def _tables(records: Iterable[Record]) -> Iterator[Any]:
    coming = iter(records)
    while batch := list(islice(coming, BATCH_ROWS)):
        yield to_table(batch)


def _watched(batches: Iterable[Any], agency: str, report: Report) -> Iterator[Any]:
    done = 0
    for batch in batches:
        yield batch
        done += len(batch)
        report(f"encode {agency}", done, 0)
