"""Filters to what leaves the agency: the hardening that the profile names."""

from collections.abc import Sequence

import numpy as np

from linkage.exchange.encoding import FILTER_BITS, FILTER_BYTES
from linkage.hazmat.hardening.diffusion import diffuse, draw_taps
from linkage.profile import Filter


class Hardener:
    """Hardens filters as a profile says, under one subkey.

    Args:
        filter_: Of the profile.
        key: The 32-byte subkey of the diffusion.
    """

    def __init__(self, filter_: Filter, key: bytes) -> None:
        count = filter_.hardening.diffusion
        self._taps = draw_taps(key, FILTER_BITS, count) if count else None

    def __call__(self, filters: Sequence[bytes]) -> Sequence[bytes]:
        """Harden filters of 128 bytes, as many as given."""
        if self._taps is None:
            return filters
        rows = np.frombuffer(b"".join(filters), np.uint8).reshape(-1, FILTER_BYTES)
        return [row.tobytes() for row in diffuse(rows, self._taps)]
