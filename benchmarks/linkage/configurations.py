"""The ways of encoding that were compared: attributes in the filter, and taps."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.profile import Hardening, Profile

SCHEMA: Final = Path(__file__).parents[2] / "schema" / "linkage"
TAPS: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Attributes of a shipped profile under a number of taps."""

    attributes: str
    """The profile whose filter it is: `plain` has all attributes, `default` few."""
    taps: int

    @property
    def name(self) -> str:
        """As the command line has it."""
        return f"{self.attributes}-{self.taps}"

    def profile(self) -> Profile:
        """The profile with these taps."""
        shipped = Profile.load(SCHEMA / f"{self.attributes}.yaml")
        filter_ = shipped.filter.model_copy(
            update={"hardening": Hardening(diffusion=self.taps)}
        )
        return shipped.model_copy(update={"filter": filter_})


CONFIGURATIONS: Final = {
    each.name: each
    for each in (
        Configuration(attributes, taps)
        for attributes in ("plain", "default")
        for taps in TAPS
    )
}
