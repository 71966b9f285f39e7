import pytest

from subgraphs.population.operators import places, slips


def test_places():
    assert places.with_kind("BANDUNG", "KAB.") == "KAB. BANDUNG"
    assert places.old_name("MAKASSAR") == "UJUNG PANDANG"
    assert places.old_name("BLITAR") == "BLITAR"
    assert places.abbreviate("SURABAYA") == "SBY"
    assert places.abbreviate("BLITAR") == "BLITAR"
    assert places.city_alone("JAKARTA SELATAN") == "JAKARTA"
    assert places.city_alone("ACEH BARAT DAYA") == "ACEH BARAT DAYA"
    assert places.country_instead("BLITAR") == "INDONESIA"


def test_slips_of_a_typist():
    assert slips.insert("BUDI", 2, "F") == "BUFDI"
    assert slips.delete("BUDI", 1) == "BDI"
    assert slips.delete("B", 0) == "B"
    assert slips.substitute("BUDI", 3, "O") == "BUDO"
    assert slips.transpose("BUDI", 1) == "BDUI"
    assert slips.transpose("BUDI", 3) == "BUDI"


@pytest.mark.parametrize(
    ("text", "pair", "read"),
    [
        ("SONO", ("O", "0"), "S0NO"),
        ("ERNA", ("RN", "M"), "EMA"),
        ("ALI", ("B", "8"), "ALI"),
    ],
)
def test_slips_of_a_reader(text, pair, read):
    assert slips.misread(text, pair) == read


def test_every_letter_has_neighbours_and_they_are_mutual_letters():
    assert set(slips.NEIGHBOURS) == set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for letter, near in slips.NEIGHBOURS.items():
        assert letter not in near
        assert set(near) <= set(slips.NEIGHBOURS)
