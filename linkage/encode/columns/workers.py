"""Encoding with several cores: batches go to worker processes and come back in order.

Only so many batches are on the way at once, so memory does not grow with the source.
A short source never starts a worker: the first batches are encoded right here.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

import pyarrow as pa

from linkage.encode.columns.encoder import ColumnEncoder

HERE = 4
"""Batches before workers start; each worker takes a second to come up."""
_AHEAD = 2
"""Batches on the way for each worker."""

Make = Callable[[], ColumnEncoder]
"""Makes an encoder in a worker; has to be picklable."""


def encode_in_order(make: Make, tables: Iterable[Any], workers: int) -> Iterator[Any]:
    """Encoded batches, in the order of the tables.

    Args:
        make: Makes an encoder.
        tables: Batches of `columns.table.RECORDS`.
        workers: Processes; one encodes everything here.
    """
    encoder, coming = make(), iter(tables)
    few = None if workers == 1 else HERE
    yield from map(encoder.encode, islice(coming, few))
    first = next(coming, None)
    if first is not None:
        yield from _by_workers(make, first, coming, workers)


def _by_workers(
    make: Make, first: Any, rest: Iterator[Any], workers: int
) -> Iterator[Any]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _begin, (make,)) as pool:
        under_way: deque[Future[bytes]] = deque([pool.submit(_encode, _sent(first))])
        for table in rest:
            under_way.append(pool.submit(_encode, _sent(table)))
            if len(under_way) > _AHEAD * workers:
                yield _received(under_way.popleft().result())
        while under_way:
            yield _received(under_way.popleft().result())


class _Worker:
    """What a worker process keeps between batches."""

    encoder: ColumnEncoder


def _begin(make: Make) -> None:
    _Worker.encoder = make()


def _encode(table: bytes) -> bytes:
    return _sent(_Worker.encoder.encode(_received(table)))


def _sent(batch: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _received(content: bytes) -> Any:
    with pa.ipc.open_stream(content) as reader:
        return reader.read_next_batch()
