"""Encodes large sources: batches of columns, with as many processes as there are cores.

Apart from `encoder`, since a process that encodes one person at a time, for a lookup,
should not wait for compiled kernels at every start.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from linkage.encode.columns.encoder import ColumnEncoder
from linkage.encode.columns.workers import encode_in_order
from linkage.encode.encoder import Encoder


def encode_batches(
    encoder: Encoder, tables: Iterable[Any], workers: int = 1
) -> Iterator[Any]:
    """Encode batches of records, fast; the same bytes as `Encoder.encode` makes.

    Args:
        encoder: Under whose profile, secret and epoch.
        tables: Each a `pyarrow.RecordBatch` of `columns.table.RECORDS`.
        workers: Processes. A short source is encoded in this one, and so is
            every source where custodians make the tokens: they set the pace.

    Returns:
        A `pyarrow.RecordBatch` of `exchange.layout.SCHEMA` for each, in order.
    """
    several = 1 if encoder.profile.identifiers.mode == "oprf" else workers
    return encode_in_order(encoder.under_secret(ColumnEncoder), tables, several)
