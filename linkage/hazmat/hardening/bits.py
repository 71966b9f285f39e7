"""Filters as packed rows, and as one byte a bit.

Bit i of a filter is bit i % 8 of byte i // 8, as in an encodings file.
"""

import numpy as np
from numpy.typing import NDArray

Filters = NDArray[np.uint8]
"""Packed filters, one a row; shape (n, bits / 8)."""
Bits = NDArray[np.uint8]
"""The same, 0 or 1; shape (n, bits)."""


def unpacked(filters: Filters) -> Bits:
    """One byte a bit; shape (n, bits)."""
    return np.unpackbits(filters, axis=1, bitorder="little")


def packed(bits: Bits) -> Filters:
    """Packed rows; the number of bits is a multiple of eight."""
    return np.packbits(bits, axis=1, bitorder="little")
