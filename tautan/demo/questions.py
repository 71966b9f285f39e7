"""What the demonstration asks, and as whom."""

from dataclasses import dataclass
from typing import Final

from subgraphs.population.rows import Case, ImmigrationPerson
from tautan.demo.world import World


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the demonstration."""

    persona: str
    question: str
    about_case: bool = False
    """Whether it needs a case number."""
    why: str = ""


ASKED: Final = (
    Asked("ahu-examiner", "q01-residence-rule", about_case=True),
    Asked("ahu-examiner", "case-overview", about_case=True),
    Asked("ahu-analyst", "q04-choice-passport-live"),
    Asked("ahu-analyst", "q05-loss-still-active"),
    Asked("ahu-analyst", "q06-oath-not-registered"),
    Asked("imigrasi-analyst", "q08-card-and-permit"),
    Asked("pemasyarakatan-analyst", "q09-unknown-inmate"),
    Asked("kemenko-coordinator", "q11-days-per-stage"),
    Asked(
        "setneg-drafter",
        "q05-loss-still-active",
        why="an asker whose organisation has no agreement for it",
    ),
)
_NATURALISATION: Final = "ART8"
_CHECKED_STAGES: Final = ("KANWIL_SUBSTANTIVE", "AHU_SUBSTANTIVE")


def open_case(world: World) -> str:
    """A case under substantive check of someone known to immigration.

    Naturalisation (art. 8) where there is one.

    Raises:
        LookupError: the population has none; a larger one has.
    """
    population = world.population
    at_immigration: set[int] = set()
    cases: dict[int, Case] = {}
    for one in population.rows():
        person = one.person_index
        if person is None:
            continue
        match one.row:
            case Case() as case if case.stage in _CHECKED_STAGES:
                cases[person] = case
            case ImmigrationPerson():
                at_immigration.add(person)
            case _:
                pass
    known = [case for person, case in cases.items() if person in at_immigration]
    if not known:
        raise LookupError("no case is under check: take a larger --population")
    return min(known, key=lambda case: case.basis != _NATURALISATION).case_number
