import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date

import pytest

from subgraphs.population.errors import PopulationSizeInvalid
from subgraphs.population.households import BLOCK
from subgraphs.population.population import LARGEST, WRITERS, Population, truth_of
from subgraphs.population.rows import TABLES, columns

TODAY = date(2026, 1, 15)

PRINT_DIGEST = """
import hashlib, sys
from datetime import date
from subgraphs.population.population import Population
digest = hashlib.sha256()
for one in Population(5, 300, date(2026, 1, 15)).rows():
    digest.update(repr((one.agency, one.table, one.row)).encode())
print(digest.hexdigest())
"""


def digest(population):
    state = hashlib.sha256()
    for one in population.rows():
        state.update(repr((one.agency, one.table, one.row)).encode())
    return state.hexdigest()


@pytest.mark.parametrize("hash_seed", ["0", "4711"])
def test_same_seed_same_bytes_in_any_process(hash_seed):
    printed = subprocess.run(  # noqa: S603 -- our own interpreter and text
        [sys.executable, "-c", PRINT_DIGEST],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stdout.strip() == digest(Population(5, 300, TODAY))


def test_another_seed_makes_other_people():
    assert digest(Population(5, 100, TODAY)) != digest(Population(6, 100, TODAY))


def test_blocks_in_any_order_make_the_same_rows():
    population = Population(5, 300, TODAY)
    assert population.blocks == range(5)

    def of_people(blocks):
        rows = population.rows(blocks)
        return {repr(one) for one in rows if one.person_index is not None}

    apart = [of_people([number]) for number in reversed(population.blocks)]
    assert set.union(*apart) == of_people(None)


def test_a_larger_population_begins_with_a_smaller_one():
    few = list(Population(5, 150, TODAY).persons())
    many = list(Population(5, 400, TODAY).persons())
    assert many[:150] == few
    assert [person.index for person in many] == list(range(400))


@pytest.mark.parametrize("agency", list(TABLES))
def test_one_agencys_rows_are_those_of_the_whole(agency):
    population = Population(5, 300, TODAY)
    whole = [
        (one.table, columns(one.row))
        for one in population.rows()
        if one.agency == agency
    ]
    assert list(population.agency_rows(agency)) == whole
    rows = list(population.rows_of(agency))
    assert [(row.TABLE, columns(row)) for row in rows] == whole
    assert whole


def test_figures_of_chunks_add_up():
    population = Population(5, 300, TODAY)
    chunks = [population.figures([number]) for number in population.blocks]
    assert sum(chunks, Counter()) == population.figures()
    assert sum(population.figures().values()) > 20


def test_truth_names_every_person_row_once(town):
    truth = [truth_of(one) for one in town.rows]
    named = [(one.agency, one.handle) for one in truth if one]
    assert len(set(named)) == len(named)
    few = Population(town.population.seed, 200, TODAY)
    assert list(few.truth()) == [one for one in truth if one and one.person_index < 200]


@pytest.mark.parametrize("people", [0, -1, LARGEST + 1])
def test_a_population_of_impossible_size(people):
    with pytest.raises(PopulationSizeInvalid) as caught:
        Population(1, people, TODAY)
    assert caught.value.code == "POPULATION_SIZE_INVALID"


def test_people_are_made_a_block_at_a_time():
    endless = Population(5, LARGEST, TODAY).rows()
    first = [next(endless) for _ in range(50)]
    assert all(one.person_index < BLOCK for one in first)


def test_every_agency_but_kemenko_writes_rows():
    assert set(WRITERS) == set(TABLES) - {"kemenko"}
