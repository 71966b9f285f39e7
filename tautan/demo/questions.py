"""What the demonstration asks, and as whom."""

from dataclasses import dataclass
from typing import Final

from subgraphs.population.rows import Case, ImmigrationPerson, Skim
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
_CHECKED_STAGES: Final = ("KANWIL_SUBSTANTIVE", "AHU_SUBSTANTIVE")


def open_case(world: World) -> str:
    """A case of naturalisation under substantive check, of someone with a SKIM.

    Raises:
        LookupError: the population has none; a larger one has.
    """
    population = world.population
    with_skim: set[int] = set()
    cases: dict[int, str] = {}
    for one in population.rows():
        person = one.person_index
        if person is None:
            continue
        match one.row:
            case Case(basis="ART8", stage=stage, case_number=number):
                if stage in _CHECKED_STAGES:
                    cases[person] = number
            case Skim() | ImmigrationPerson():
                with_skim.add(person)
            case _:
                pass
    for person, number in cases.items():
        if person in with_skim:
            return number
    raise LookupError("no open case of naturalisation: take a larger --population")
