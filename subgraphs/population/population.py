"""A seeded population, and the rows in which agencies hold it.

`Population(seed, people, today)` makes the same rows for the same three values,
on any machine and in any order of asking. People come in blocks of 64, each from
the seed and its number alone: memory does not grow with the number of people,
a larger population begins with a smaller one, and blocks can be made in
parallel (`blocks`).

Cost: making the people takes about a third of the time of `rows()`, so one pass
over it is cheaper than `rows_of` every agency in turn, and `rows_of` one agency is
cheaper than a pass over all.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from subgraphs.population.copies.ahu import ahu_rows
from subgraphs.population.copies.decisions import considerations, decree_rows
from subgraphs.population.copies.desk import Desk
from subgraphs.population.copies.dukcapil import residents
from subgraphs.population.copies.imigrasi import immigration_rows
from subgraphs.population.copies.kemlu import citizens_abroad
from subgraphs.population.copies.pemasyarakatan import inmate_rows
from subgraphs.population.copying.context import System
from subgraphs.population.errors import PopulationSizeInvalid
from subgraphs.population.facts import Person
from subgraphs.population.households import BLOCK
from subgraphs.population.model import VariationModel, variation_model
from subgraphs.population.people import block_people
from subgraphs.population.rows import (
    Agency,
    Applicant,
    Case,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    Metric,
    Resident,
    Row,
    TruthRow,
    columns,
)

LARGEST = 10_000_000

Figure = tuple[Agency, str, str]
"""What is counted: the agency that reports it, the key, the year."""

Writer = Callable[[Desk, Person], Iterator[Row]]

WRITERS: Mapping[Agency, tuple[System, Writer]] = {
    "dukcapil": ("SIAK", residents),
    "ahu": ("SAKE", ahu_rows),
    "imigrasi": ("SIMKIM", immigration_rows),
    "pemasyarakatan": ("SDP", inmate_rows),
    "kemlu": ("KEMLU", citizens_abroad),
    "setneg": ("SAKE", decree_rows),
    "bin": ("SAKE", considerations),
}
"""Who writes an agency's rows, after which system's habits. Kemenko holds no
person; its figures are counted from others' rows."""


HOLDERS: tuple[Agency, ...] = (
    "dukcapil",
    "ahu",
    "imigrasi",
    "pemasyarakatan",
    "kemlu",
)
"""Agencies whose rows stand for persons."""

COUNTED: tuple[Agency, ...] = ("ahu", "kemlu")
"""Agencies that report figures to Kemenko."""


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One row of one table; `person_index` is None where it is of no person."""

    agency: Agency
    table: str
    row: Row
    person_index: int | None

    def columns(self) -> dict[str, Any]:
        """The row as column name to value."""
        return columns(self.row)


@dataclass(frozen=True)
class Population:
    """A population of invented people.

    Raises:
        PopulationSizeInvalid: `people` is not between 1 and ten million.
    """

    seed: int
    people: int
    today: date
    model: VariationModel = field(default_factory=variation_model, repr=False)

    def __post_init__(self) -> None:
        if not 1 <= self.people <= LARGEST:
            raise PopulationSizeInvalid(
                f"A population has 1 to {LARGEST:,} people; ask for fewer or more."
            )

    @property
    def blocks(self) -> range:
        """Numbers of the blocks, for making them in parallel."""
        return range(-(-self.people // BLOCK))

    def persons(self, blocks: Iterable[int] | None = None) -> Iterator[Person]:
        """The people themselves, in order of index; of all blocks when None."""
        for number in self.blocks if blocks is None else blocks:
            for person in block_people(self.seed, number, self.today, self.model):
                if person.index < self.people:
                    yield person

    def rows(self, blocks: Iterable[int] | None = None) -> Iterator[AgencyRow]:
        """Every agency's rows, person by person; of all blocks when None.

        Kemenko's figures come last, counted over the blocks asked for.
        """
        figures: Counter[Figure] = Counter()
        for one in self._written(WRITERS, blocks):
            figures.update(_figures(one.row))
            yield one
        for metric in metrics(figures):
            yield AgencyRow("kemenko", Metric.TABLE, metric, None)

    def agency_rows(
        self, agency: Agency, blocks: Iterable[int] | None = None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """One agency's rows as (table, columns); of all blocks when None."""
        for row in self.rows_of(agency, blocks):
            yield row.TABLE, columns(row)

    def rows_of(
        self, agency: Agency, blocks: Iterable[int] | None = None
    ) -> Iterator[Row]:
        """One agency's rows; of all blocks when None."""
        if agency == "kemenko":
            yield from metrics(self.figures(blocks))
        else:
            yield from (one.row for one in self._written((agency,), blocks))

    def figures(self, blocks: Iterable[int] | None = None) -> "Counter[Figure]":
        """What Kemenko's rows count; figures of chunks add up."""
        figures: Counter[Figure] = Counter()
        for one in self._written(COUNTED, blocks):
            figures.update(_figures(one.row))
        return figures

    def truth(self, blocks: Iterable[int] | None = None) -> Iterator[TruthRow]:
        """Whose record each person row of each agency is."""
        for one in self._written(HOLDERS, blocks):
            if truth := truth_of(one):
                yield truth

    def _written(
        self, agencies: Iterable[Agency], blocks: Iterable[int] | None
    ) -> Iterator[AgencyRow]:
        desks = [(self.desk(agency), WRITERS[agency][1]) for agency in agencies]
        for person in self.persons(blocks):
            for desk, write in desks:
                for row in write(desk, person):
                    yield AgencyRow(desk.agency, row.TABLE, row, person.index)

    def desk(self, agency: Agency) -> Desk:
        """Where an agency's rows are written."""
        return Desk(self.seed, self.today, self.model, agency, WRITERS[agency][0])


def truth_of(one: AgencyRow) -> TruthRow | None:
    """Whose record a row is; None where it does not stand for a person."""
    match one.row:
        case (
            Resident() | Applicant() | ImmigrationPerson() | Inmate() | CitizenAbroad()
        ) if one.person_index is not None:
            return TruthRow(one.person_index, one.agency, one.row.handle)
        case _:
            return None


def metrics(figures: Mapping[Figure, int]) -> Iterator[Metric]:
    """Kemenko's rows, in order of agency, key and year."""
    for agency, key, period in sorted(figures):
        yield Metric(agency, key, period, figures[agency, key, period])


def _figures(row: Row) -> tuple[Figure, ...]:
    """The yearly figures to which a row adds one."""
    match row:
        case Case():
            filed: Figure = ("ahu", "cases_filed", str(row.filed_on.year))
            if row.oath_date is None:
                return (filed,)
            return filed, ("ahu", "oaths_taken", str(row.oath_date.year))
        case CitizenAbroad():
            return (("kemlu", "reports_received", str(row.reported_on.year)),)
        case _:
            return ()
