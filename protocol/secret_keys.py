"""Symmetric secrets of fixed length: made, kept and shown to nobody.

Tickets, cursors and refs each have a kind of their own, so that a key of one
kind can't be passed where another belongs.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

from protocol.errors import KeyFileError
from protocol.key_files import read_secret, write_secret


@dataclass(frozen=True, slots=True)
class SecretKey:
    """Random bytes that only their holders may see."""

    LENGTH: ClassVar[int]
    """Bytes that a key of this kind has."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != self.LENGTH:
            raise KeyFileError(f"a {type(self).__name__} has {self.LENGTH} bytes")

    @classmethod
    def generate(cls, entropy: Callable[[int], bytes] = secrets.token_bytes) -> Self:
        """A new key."""
        return cls(entropy(cls.LENGTH))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a key of raw bytes from a file of its owner alone.

        Raises:
            KeyFileError: Missing, open to others, or of another length.
        """
        return cls(read_secret(path))

    def save(self, path: Path) -> None:
        """Writes a new file of its owner alone.

        Raises:
            KeyFileError: The file exists, or can't be written.
        """
        write_secret(path, self.secret)
