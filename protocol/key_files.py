"""Secret files: readable by their owner alone, or not read at all.

Law of this file: it knows bytes and modes, not what the bytes mean.
"""

import os
import stat
from pathlib import Path
from typing import Final

from protocol.errors import KeyFileError

OWNER_ONLY: Final = 0o600
_MAX_BYTES: Final = 65_536


def read_secret(path: Path) -> bytes:
    """The content of a file that only its owner may read or write.

    Raises:
        KeyFileError: Missing, not a plain file, too large, or open to others.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from None
    try:
        _must_be_private(path, os.fstat(descriptor))
        content = os.read(descriptor, _MAX_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(content) > _MAX_BYTES:
        raise KeyFileError(f"{path}: too large for a key")
    return content


def _must_be_private(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise KeyFileError(f"{path}: not a plain file")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise KeyFileError(f"{path}: open to others; chmod 600 {path}")


def write_secret(path: Path, content: bytes) -> None:
    """Writes a new file that only its owner may read; never overwrites one.

    Raises:
        KeyFileError: The file exists already, or can't be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags, OWNER_ONLY)
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
