"""Data sets of packages that live in an environment of their own."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.linkage.environment import PEERS, sets_python
from benchmarks.linkage.sets.table import Sources, read_source


def pseudopeople(seed: int) -> Sources:
    """A census and a social security register of pseudopeople's sample population.

    Raises:
        NoPeer: The package can't be installed here.
    """
    return _made("pseudopeople_tables.py", str(seed))


def rldata() -> Sources:
    """RLdata10000: one source, 9,000 people, a tenth of the records duplicates.

    Raises:
        NoPeer: The package can't be installed here.
    """
    return _made("rldata_table.py")


def _made(program: str, *arguments: str) -> Sources:
    with TemporaryDirectory() as folder:
        command = [sets_python(), str(PEERS / program), *arguments, folder]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 -- our own
        tables = sorted(Path(folder).glob("*.csv"))
        return {table.stem: read_source(table) for table in tables}
