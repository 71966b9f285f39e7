from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pytest

from subgraphs.population.population import AgencyRow, Population, truth_of
from subgraphs.population.rows import Row

TODAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Town:
    """Ten thousand people in memory: rows by table, and by person and table."""

    population: Population
    rows: tuple[AgencyRow, ...]
    tables: dict[type[Row], list[AgencyRow]]
    of_person: dict[int, dict[type[Row], list[Row]]]
    known_to: dict[int, set[str]]

    def all(self, row_type):
        return [one.row for one in self.tables[row_type]]

    def persons(self):
        return self.of_person.items()


@pytest.fixture(scope="session")
def town() -> Town:
    population = Population(seed=20_261_124, people=10_000, today=TODAY)
    rows = tuple(population.rows())
    tables, of_person, known_to = defaultdict(list), {}, defaultdict(set)
    for one in rows:
        tables[type(one.row)].append(one)
        if one.person_index is not None:
            mine = of_person.setdefault(one.person_index, defaultdict(list))
            mine[type(one.row)].append(one.row)
        if truth := truth_of(one):
            known_to[truth.person_index].add(truth.agency)
    return Town(population, rows, tables, of_person, known_to)
