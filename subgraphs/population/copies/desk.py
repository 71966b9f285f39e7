"""An agency's desk: what it writes its rows with."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict

from subgraphs.population.chance import Chance, derive, surrogate
from subgraphs.population.copying import values
from subgraphs.population.copying.context import Copy, System
from subgraphs.population.facts import Person
from subgraphs.population.model import VariationModel
from subgraphs.population.rows import Agency, Precision, Sex


class PersonColumns(TypedDict):
    """The columns that every person row but its name has."""

    sex: Sex
    birth_date: str
    birth_date_precision: Precision
    birth_date_imputed: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One agency's way of writing; nothing in it depends on other people."""

    seed: int
    today: date
    model: VariationModel
    agency: Agency
    system: System

    def chance(self, person: Person) -> Chance:
        """The generator of this agency's rows of a person."""
        return derive(self.seed, self.agency, person.index)

    def handle(self, table: str, person: Person, number: int = 0) -> str:
        """The surrogate of a person's row, numbered within the table from 0."""
        return surrogate(self.seed, self.agency, table, person.index, number)

    def number(self, label: str, person: Person, number: int = 0) -> str:
        """A document number of ten characters that names nobody."""
        return surrogate(self.seed, label, person.index, number, length=10)

    def copy(self, chance: Chance, person: Person, abroad: str = "") -> Copy:
        """One copy of a person, to be written."""
        return Copy(chance, self.model, self.system, person, self.today, abroad=abroad)

    def days_ago(self, days: int) -> date:
        """The day so many days before today."""
        return self.today - timedelta(days=days)


def person_columns(copy: Copy) -> PersonColumns:
    """Sex and birth date as the copy has them."""
    sex = values.sex(copy)
    birth = values.birth_date(copy)
    return PersonColumns(
        sex=sex,
        birth_date=birth.day.isoformat(),
        birth_date_precision=birth.precision,
        birth_date_imputed=birth.imputed,
    )
