"""How much of the registers a review takes: samples, so that it ends in minutes."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of samples; a report states them.

    An attacker is given `known` people in plain text, of whom some are encoded: a
    fifth (`overlap`), unless an attack asks for all.
    """

    known: int = 1500
    overlap: int = 20
    """Percent of the known people who are encoded."""
    draws: int = 3
    """Times that the profile is attacked, with other people and keys each time."""
    everybody: int = 800
    """As `known`, where everybody known is encoded."""
    curve: int = 1500
    """As `known`, for each point of a curve."""
    measured: int = 100_000
    """Records that are encoded and counted."""
    linked: int = 4000
    """People whose records are linked to measure recall."""
    seed: int = 1
    """From which people and keys are drawn."""

    def drawn_from(self, seed: int) -> "Scale":
        """The same sizes, other people and keys."""
        return replace(self, seed=seed)


SMALL = Scale(known=400, draws=1, everybody=300, curve=300, measured=2000, linked=400)
"""For a first look, and for tests."""
