"""The exact comparison of two files, its tasks run by Apache Spark.

Each side is cut into parts, and each pair of parts is a task: it reads both, runs the
same kernels as the embedded engine over them, and answers with rows. Where a task is
lost with its machine, Spark runs it again elsewhere. The driver holds the encodings,
judges the candidates and clusters, as it does without Spark: so the links are the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import numpy as np
import pyarrow as pa

from linkage.exchange.encoding import EncodingsFile
from linkage.match.links import Progress
from linkage.match.tiles import Pairs, Wanted, tiles
from linkage.spark.parts import Parts

FEWEST, MOST = 8_192, 131_072
"""Records of a part: below, preparing costs more than comparing; above, memory."""
TASKS_PER_CORE = 4
_ANSWER = "left long, right long"
_EVERY_SECONDS = 0.5

Batches = Iterator[Any]


@dataclass(frozen=True, slots=True)
class OnSpark:
    """Compares on a Spark cluster."""

    session: Any
    """A `pyspark.sql.SparkSession`."""
    folder: Path
    """Driver and executors read and write here, under one path."""

    def similar_pairs(
        self, left: EncodingsFile, right: EncodingsFile, wanted: Wanted, told: Progress
    ) -> Pairs:
        """As `Embedded.similar_pairs`; the order of pairs may be another."""
        if not len(left) or not len(right):
            return np.empty((0, 2), np.int64)
        rows = self._rows(len(left), len(right))
        with TemporaryDirectory(prefix="compare-", dir=self.folder) as folder:
            one = Parts.write(Path(folder) / "left.parquet", left, rows)
            other = Parts.write(Path(folder) / "right.parquet", right, rows)
            count = one.count * other.count
            comparisons = len(left) * len(right)
            self.session.sparkContext.setJobGroup(folder, "compare two files")
            with self._watched(
                folder, lambda done: told(comparisons * done // count, comparisons)
            ):
                tasks = self.session.range(0, count, 1, numPartitions=count)
                found = tasks.mapInArrow(searching(one, other, wanted), _ANSWER)
                table = found.toArrow()
        told(comparisons, comparisons)
        columns = [table.column(name).to_numpy() for name in ("left", "right")]
        return np.stack(columns, axis=1)

    def _rows(self, left: int, right: int) -> int:
        """Records of a part, so that every core gets some tasks."""
        wanted = TASKS_PER_CORE * self.session.sparkContext.defaultParallelism
        return min(max(ceil(sqrt(left * right / wanted)), FEWEST), MOST)

    @contextmanager
    def _watched(self, group: str, told: Callable[[int], None]) -> Iterator[None]:
        """Tells how many tasks of a group of jobs are done, while they are."""
        tracker, ended = self.session.sparkContext.statusTracker(), Event()

        def watch() -> None:
            while not ended.wait(_EVERY_SECONDS):
                told(_tasks_done(tracker, group))

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            ended.set()
            watcher.join()


def searching(
    left: Parts, right: Parts, wanted: Wanted
) -> Callable[[Batches], Batches]:
    """What a task does: numbers of pairs of parts in, pairs of rows out."""

    def search(numbers: Batches) -> Batches:
        for batch in numbers:
            for number in batch.column(0).to_pylist():
                pairs = compared(left, right, divmod(number, right.count), wanted)
                columns = [pa.array(np.ascontiguousarray(each)) for each in pairs.T]
                yield pa.RecordBatch.from_arrays(columns, ["left", "right"])

    return search


def compared(
    left: Parts, right: Parts, numbers: tuple[int, int], wanted: Wanted
) -> Pairs:
    """The candidates between two parts, as rows of the whole files."""
    one, other = left.read(numbers[0]), right.read(numbers[1])
    found = [np.empty((0, 2), np.int64)]
    found += [tile.search() for tile in tiles(one, other, wanted)]
    first = np.array([numbers[0] * left.rows, numbers[1] * right.rows])
    pairs: Pairs = np.concatenate(found)
    pairs += first
    return pairs


def _tasks_done(tracker: Any, group: str) -> int:
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = [stage for job in jobs if job for stage in job.stageIds]
    infos = [tracker.getStageInfo(stage) for stage in stages]
    return sum(info.numCompletedTasks for info in infos if info)
