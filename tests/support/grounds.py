"""Grounds of agreements whose signatures and law a test does not ask about."""

from collections.abc import Iterable

from protocol.agreements.grounds import Grounds, GroundsById
from protocol.agreements.model import Agreement

SOUND = Grounds()
"""Signed by both, and citing nothing that could be repealed."""


def sound(agreements: Iterable[Agreement]) -> GroundsById:
    """Each of some agreements is sound."""
    return {one.id: SOUND for one in agreements}
