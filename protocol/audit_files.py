"""The files of an audit log: the one that is written, and its archives.

`audit.jsonl` is written; `audit.jsonl.000000001200` is an archive, named by the
number of its first line, so that names sort as the chain runs. `audit.jsonl.lock`
is held by the one process that may write.
"""

import fcntl
import os
import re
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, cast

from protocol.audit_lines import MAX_LINE_BYTES
from protocol.errors import AuditError
from protocol.key_files import OWNER_ONLY

_DIGITS: Final = 12
_ARCHIVE: Final = re.compile(rf"\.(\d{{{_DIGITS}}})")


def archive_path(path: Path, first: int) -> Path:
    """Where the archive of a log lies whose first line has this number."""
    return path.with_name(f"{path.name}.{first:0{_DIGITS}}")


def archives(path: Path, first: int = 0) -> list[Path]:
    """The archives of a log, the oldest first.

    Args:
        path: The log.
        first: Number of the first line that counts; archives that begin before it
            were aged out.
    """
    from_here = archive_path(path, first).name
    return sorted(
        other
        for other in path.parent.glob(f"{path.name}.*")
        if _ARCHIVE.fullmatch(other.name.removeprefix(path.name))
        and other.name >= from_here
    )


def locked(path: Path) -> FileIO:
    """The lock of a log, held until it is closed.

    Raises:
        AuditError: AUDIT_UNAVAILABLE: another process holds it.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        file = _opened(lock, 0)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise
    except OSError as error:
        raise unavailable(error) from None
    return file


def opened_to_append(path: Path) -> FileIO:
    """A log, made if it is missing.

    Raises:
        AuditError: AUDIT_UNAVAILABLE.
    """
    try:
        return _opened(path, os.O_APPEND)
    except OSError as error:
        raise unavailable(error) from None


def own_file(path: Path) -> None:
    """Makes a file of its owner alone, if it is missing.

    Raises:
        OSError: It can't be made.
    """
    _opened(path, 0).close()


def sync_folder(folder: Path, sync: Callable[[int], None]) -> None:
    """Makes the names in a folder last: a rename lives in the folder.

    Raises:
        OSError: It does not.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def put(file: FileIO, content: bytes, sync: Callable[[int], None]) -> None:
    """Writes all of something; it is on disk when this returns.

    Raises:
        OSError: It is not; a part of it may be.
    """
    left = memoryview(content)
    while left:
        left = left[file.write(left) :]
    sync(file.fileno())


def replace_file(path: Path, content: bytes, sync: Callable[[int], None]) -> None:
    """Writes a file anew, all of it or nothing; it is on disk when this returns.

    Raises:
        OSError: It is not; the file is the old one or the new one.
    """
    fresh = path.with_name(f"{path.name}.new")
    with _opened(fresh, os.O_TRUNC) as file:
        put(file, content, sync)
    fresh.replace(path)
    sync_folder(path.parent, sync)


def first_line(file: FileIO) -> bytes:
    """The first line, without its newline."""
    file.seek(0)
    return file.read(MAX_LINE_BYTES + 1).partition(b"\n")[0]


def line_before(file: FileIO | BinaryIO, end: int) -> bytes | None:
    """The line that ends at an offset, without its newline; None at the beginning."""
    if end == 0:
        return None
    start = max(0, end - MAX_LINE_BYTES - 1)
    file.seek(start)
    return file.read(end - start).removesuffix(b"\n").rpartition(b"\n")[2]


def last_line(path: Path) -> bytes | None:
    """The last line of a file, without its newline; None if there is none."""
    with path.open("rb") as file:
        return line_before(file, file.seek(0, os.SEEK_END))


def unavailable(error: OSError) -> AuditError:
    """The refusal of a log that can't be read or written."""
    return AuditError("AUDIT_UNAVAILABLE", diagnostics=str(error.strerror))


def _opened(path: Path, flags: int) -> FileIO:
    """A file of its owner alone, made if it is missing.

    Without a buffer: what a full disk did not take must not be written later.
    """
    wanted = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | flags
    mode = "ab+" if flags & os.O_APPEND else "rb+"
    descriptor = os.open(path, wanted, OWNER_ONLY)
    return cast("FileIO", os.fdopen(descriptor, mode, buffering=0))
