import re

import pytest

from subgraphs.population.chance import derive
from subgraphs.population.names import (
    FullName,
    citizen_name,
    cohort_of,
    countries,
    cultures,
    foreign_name,
    missions,
    nationalities,
)

PLAIN = re.compile(r"[A-Z]+(?:[ -][A-Z]+)*\Z")


@pytest.mark.parametrize(
    ("year", "cohort"), [(1969, "E"), (1970, "M"), (1994, "M"), (1995, "L")]
)
def test_cohorts(year, cohort):
    assert cohort_of(year) == cohort


def test_order_of_surnames():
    assert (
        FullName("MIN-JUN", "KIM", "SUNG-HO", surname_first=True).civil == "KIM MIN-JUN"
    )
    assert FullName("ANNA", "DE JONG", "JAN").civil == "ANNA DE JONG"
    assert FullName("SUTRISNO", "", "SLAMET").civil == "SUTRISNO"


@pytest.mark.parametrize("culture", list(cultures()))
@pytest.mark.parametrize("year", [1950, 1985, 2010])
def test_names_are_plain_capitals(culture, year):
    chance = derive(1, culture, year)
    for sex in ("M", "F"):
        for _ in range(40):
            name = citizen_name(chance, culture, sex, year)
            assert PLAIN.match(name.civil)
            assert PLAIN.match(name.father)


def mononyms(culture, year):
    chance = derive(2, culture, year)
    names = [citizen_name(chance, culture, "M", year).civil for _ in range(1500)]
    return sum(" " not in name for name in names) / len(names)


def test_mononyms_grow_rare():
    assert 0.40 < mononyms("JAWA", 1950) < 0.50
    assert 0.20 < mononyms("JAWA", 1980) < 0.30
    assert mononyms("JAWA", 2023) < 0.03


def test_a_fathers_clan_is_taken_over():
    name = citizen_name(derive(1, "clan"), "BATAK", "M", 1990, "SINAGA")
    assert name.surname == "SINAGA"
    assert name.civil.endswith(" SINAGA")


@pytest.mark.parametrize("country", list(countries()))
def test_foreign_names(country):
    chance = derive(1, country)
    for _ in range(40):
        name = foreign_name(chance, country, chance.pick(("M", "F")))
        assert PLAIN.match(name.civil)
        assert bool(name.surname) == (countries()[country].surname_order != "P")


def test_missions_and_nationalities_are_known_countries():
    assert set(nationalities().items) == set(countries())
    assert {country for _, country in missions().items} <= set(countries())
