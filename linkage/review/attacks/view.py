"""What an attacker sees, and what an attacker knows.

The attacker is given much: all encodings of an agency, the public profile, and a
population in plain text that holds every encoded person in the agency's own spelling.
What is missing is the secret. So the attacker can encode the population under keys of
its own, harden as the profile says, and rehearse the attack where the truth is known.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.hazmat.hardening.bits import Filters

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Guesses = NDArray[np.int64]
"""For each encoding the row of the population that it is taken for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Encodings of an agency."""

    filters: Filters
    """As they left the agency; shape (n, bits / 8)."""
    present: NDArray[np.uint16]
    """Which attributes each record has; shape (n,)."""


@dataclass(frozen=True, slots=True)
class Known:
    """The attacker's population and means."""

    filters: tuple[Filters, ...]
    """The population under keys of the attacker's own, not hardened; (N, bits / 8)."""
    present: NDArray[np.uint16]
    """Shape (N,)."""
    taps: int
    """Of the diffusion; 0 for none."""
    holds: NDArray[np.bool_]
    """Which of the common features each person has; shape (N, features)."""
    rehearse: Callable[[Rows, int], Filters]
    """People by their rows, encoded and hardened under the key of a number."""

    def possible(self, seen: Seen) -> NDArray[np.bool_]:
        """Who has the attributes that an encoding has; shape (n, N)."""
        return np.asarray(seen.present[:, None] == self.present[None, :], np.bool_)
