"""A session on a Spark cluster, or on this machine's cores."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from linkage.errors import EngineUnavailable

_SETTINGS = {
    "spark.app.name": "tautan-linkage",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Each task is one row of input, and its own batch of output.
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


@contextmanager
def spark_session(master: str) -> Iterator[Any]:
    """A session that ends with the block.

    Args:
        master: Master URL of the cluster, such as `spark://host:7077`, or `local[2]`
            for two cores of this machine.

    Raises:
        EngineUnavailable: PySpark or Java is not there, or the master can't be reached.
    """
    try:
        session = _opened(master)
    except ImportError as error:
        raise EngineUnavailable(
            "PySpark is not installed: install tautan with the extra `spark`.",
            diagnostics=type(error).__name__,
        ) from None
    except (OSError, RuntimeError) as error:
        raise EngineUnavailable(
            "Spark does not start: it needs Java 17, and a master that can be reached.",
            diagnostics=type(error).__name__,
        ) from None
    try:
        yield session
    finally:
        session.stop()


def _opened(master: str) -> Any:
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, and slow to load

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master)
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
