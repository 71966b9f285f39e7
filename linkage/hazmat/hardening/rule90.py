"""Rule 90: each bit becomes the XOR of its two neighbours, the ends joined.

R. Schnell, C. Borgs, Hardening encrypted patient names against cryptographic attacks
using cellular automata, IEEE ICDM Workshops 2018.

*Defends against* patterns of single features, as XOR-folding does, and keeps the
length. It is a diffusion with two taps whose places everybody knows.

*Costs* recall as two taps do. It does not stop graph matching.
"""

import numpy as np

from linkage.hazmat.hardening.bits import Filters, packed, unpacked


def rule_90(filters: Filters) -> Filters:
    """One step of the cellular automaton; shape (n, bits / 8) in and out."""
    bits = unpacked(filters)
    return packed(np.roll(bits, 1, axis=1) ^ np.roll(bits, -1, axis=1))
