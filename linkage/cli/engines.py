"""The engine that a command was asked for."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from linkage.cli.options import EngineName
from linkage.match.blocked import Blocking
from linkage.match.engine import Embedded, Engine
from linkage.spark.engine import OnSpark
from linkage.spark.session import spark_session

_KEY_BITS = 256


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to compare, as the options say."""

    name: EngineName
    master: str
    """Of Spark."""
    work: Path | None
    """A folder for what is done, or what Spark's machines share."""


@contextmanager
def engine_of(asked: Asked) -> Iterator[Engine]:
    """The engine, until the block ends.

    Raises:
        EngineUnavailable: It is not there.
    """
    if asked.name is EngineName.EMBEDDED:
        yield Embedded(asked.work)
        return
    if asked.name is EngineName.LSH:
        yield Blocking(key=secrets.randbits(_KEY_BITS))
        return
    with (
        TemporaryDirectory(dir=asked.work) as folder,
        spark_session(asked.master) as session,
    ):
        yield OnSpark(session, Path(folder))
