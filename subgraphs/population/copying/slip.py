"""Slips, at the desk or under the scanner."""

from subgraphs.population.copying.context import MACHINE_READ, Copy
from subgraphs.population.operators import slips

SHORTEST = 3
"""A text of fewer letters is left alone."""


def mistyped(copy: Copy, text: str) -> str:
    """The text with one slip, of a typist or of a machine that reads scans."""
    chance = copy.chance
    scanned = copy.system in MACHINE_READ
    if len(text) < SHORTEST:
        return text
    if scanned and chance.roll(0.5):
        return slips.misread(text, chance.pick(slips.LOOKALIKES))
    place = chance.whole(1, len(text) - 2)
    near = chance.pick(slips.NEIGHBOURS.get(text[place], "AEIOU"))
    return chance.pick(
        (
            slips.insert(text, place, near),
            slips.delete(text, place),
            slips.substitute(text, place, near),
            slips.transpose(text, place),
        )
    )
