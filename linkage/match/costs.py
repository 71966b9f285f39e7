"""What the engines cost, measured, and which of them a pair of groups gets.

CPU time on one core of an AMD EPYC (Zen 4, AVX-512), 1024 bits; other processors
move the figures, hardly their ratios.
"""

from typing import Final

from linkage.match.vectors import LANES

PLAIN: Final = 4.9e-9
"""Seconds for a pair in the plain loop."""
SLICED: Final = 400e-9
"""Seconds for a query and a block, every column of 512 added; about the same for 512
lanes with AVX-512 as for 256 lanes without."""
TURNED: Final = 0.5e-6
"""Seconds to turn a record."""


def slicing_pays(left: int, right: int) -> bool:
    """Whether the bit-sliced engine is cheaper, at worst, for groups of given sizes."""
    blocks = left * -(-right // LANES) + right * -(-left // LANES)
    sliced = SLICED * blocks / 2 + TURNED * (left + right)
    return sliced < PLAIN * left * right
