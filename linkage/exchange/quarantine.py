"""Read a file of another body where it can harm nobody: first in a process of its own.

A Parquet reader is a large C++ program, and bytes made for it, or damaged by chance,
can end the process that reads them: a flipped bit in a footer is enough. So a child
process reads the whole file first, with bounds on memory and time. Only what it has
read and found good, byte for byte the same file, is read here.

The child says one thing: nothing was wrong, or what was. It is read as JSON, never
unpickled: who took over a child could send anything.
"""

import json
import resource
import sys
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from linkage.errors import EncodingsCorrupt, LinkageError
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.reader import read_encodings

SECONDS = 600.0
"""How long a child may read."""
MOST_BYTES = 8 * 2**30
"""Address space of a child, beside eight times the size of the file."""
_MOST_SAID = 4096

_children = get_context("forkserver")
# What every child would load is loaded once: this module, the program's own, and pandas,
# which pyarrow loads when it first reads.
_main = getattr(sys.modules["__main__"].__spec__, "name", __name__)
_children.set_forkserver_preload([__name__, _main, "pandas"])


def read_foreign(path: Path) -> EncodingsFile:
    """Read and check a whole file, in a child first.

    Raises:
        EncodingsCorrupt: As `reader.read_encodings`; or the child did not live
            through it.
    """
    inspect(path)
    return read_encodings(path)


def inspect(path: Path, seconds: float = SECONDS) -> None:
    """Have a child read a file.

    Args:
        path: The file.
        seconds: How long it may take.

    Raises:
        EncodingsCorrupt: It is not a whole encodings file, or the child that read
            it ended or took too long.
    """
    said = _said(path, seconds)
    if said is None:
        raise EncodingsCorrupt(
            "The file is not a whole encodings file.",
            diagnostics="the process that read it did not live through it",
        )
    if said:
        message, diagnostics = json.loads(said)
        raise EncodingsCorrupt(str(message), diagnostics=str(diagnostics))


def _said(path: Path, seconds: float) -> bytes | None:
    """What a child said of a file, b"" if nothing is wrong; None if it said nothing."""
    hears, says = _children.Pipe(duplex=False)
    child = _children.Process(target=_read, args=(path, says), daemon=True)
    child.start()
    says.close()
    try:
        return hears.recv_bytes(_MOST_SAID) if hears.poll(seconds) else None
    except (EOFError, OSError):
        return None
    finally:
        hears.close()
        child.kill()
        child.join()
        child.close()


def _read(path: Path, says: Connection) -> None:
    """What the child does."""
    _bound(resource.RLIMIT_CORE, 0)
    try:
        _bound(resource.RLIMIT_AS, MOST_BYTES + 8 * path.stat().st_size)
        read_encodings(path)
    except LinkageError as error:
        said = json.dumps([error.message, error.diagnostics])
        says.send_bytes(said.encode())
    except (MemoryError, OSError) as error:
        says.send_bytes(
            json.dumps(["The file can't be read.", type(error).__name__]).encode()
        )
    else:
        says.send_bytes(b"")


def _bound(what: int, most: int) -> None:
    """Set a bound, unless a tighter one holds."""
    _, hard = resource.getrlimit(what)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, hard))
