"""What a copy is made with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from subgraphs.population.chance import Chance
from subgraphs.population.facts import Person
from subgraphs.population.model import VariationModel

System = Literal["SIAK", "SAKE", "SIMKIM", "SDP", "KEMLU"]
"""The system that holds the copy."""

MACHINE_READ: frozenset[System] = frozenset({"SDP"})
"""Systems filled from scanned papers; the others are typed. An assumption."""

FLAGGED: Mapping[System, float] = {
    "SIAK": 0.9,
    "SAKE": 0.6,
    "SIMKIM": 0.3,
    "SDP": 0.3,
    "KEMLU": 0.3,
}
"""Share of imputed dates that a system marks as imputed: an assumption."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy being made."""

    chance: Chance
    model: VariationModel
    system: System
    person: Person
    today: date
    alias: str | None = None
    """Another name by which an inmate goes."""
    abroad: str = ""
    """The country of the mission that makes it, if one does."""
