"""Encodings as plain data. Nothing here can make one, or needs a secret."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FILTER_BITS = 1024
FILTER_BYTES = FILTER_BITS // 8
FILTER_WORDS = FILTER_BITS // 64
TOKEN_BYTES = 16

Words = NDArray[np.uint64]
"""Filters as rows of 16 little-endian 64-bit words; shape (n, 16)."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """One record, encoded.

    A lookup token carries one of these; a file carries many.
    """

    handle: str
    filter: bytes
    """128 bytes; bit i is bit i % 8 of byte i // 8."""
    present: int
    """Bit i says that the profile's attribute i is in the filter."""
    nik_tokens: tuple[bytes, ...] = ()
    """16 bytes each."""
    passport_tokens: tuple[bytes, ...] = ()
    """16 bytes each."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an encodings file says of itself; never a key, never a value."""

    profile_id: str
    profile_version: int
    profile_fingerprint: str
    """Hex SHA-256 of the profile in canonical JSON."""
    epoch: str
    agency: str
    canary: str
    """Hex digest of the public canary records under a subkey of their own."""
    format_version: int = 1


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Identifier tokens of many records, in compressed rows."""

    offsets: NDArray[np.int64]
    """Shape (n + 1,): the tokens of row i are `values[offsets[i]:offsets[i + 1]]`."""
    values: NDArray[np.void]
    """Shape (tokens,), 16 bytes each."""

    def row(self, index: int) -> tuple[bytes, ...]:
        """The tokens of one record."""
        span = self.values[self.offsets[index] : self.offsets[index + 1]]
        return tuple(bytes(value) for value in span)


@dataclass(frozen=True, slots=True)
class EncodingsFile:
    """A whole encodings file in memory, checked."""

    header: Header
    handles: Sequence[str]
    filters: Words
    """Shape (n, 16), uint64, little-endian."""
    present: NDArray[np.uint16]
    """Shape (n,): which attributes of the profile each record has."""
    nik_tokens: TokenTable
    passport_tokens: TokenTable

    def __len__(self) -> int:
        return len(self.handles)

    def encoding(self, index: int) -> Encoding:
        """One row as an `Encoding`."""
        return Encoding(
            handle=self.handles[index],
            filter=self.filters[index].astype("<u8").tobytes(),
            present=int(self.present[index]),
            nik_tokens=self.nik_tokens.row(index),
            passport_tokens=self.passport_tokens.row(index),
        )
