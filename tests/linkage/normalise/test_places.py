import pytest

from linkage.normalise.places import place_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kota Bandung", "BANDUNG"),
        ("Kab. Bandung", "Bandung"),
        ("Ujung Pandang", "Makassar"),
        ("UJUNGPANDANG", "MAKASSAR"),
        ("Djokjakarta", "Yogyakarta"),
        ("JKT", "Jakarta"),
        ("DKI Jakarta", "Batavia"),
        ("Irian Jaya", "Papua"),
        ("Tanjung Karang", "Bandar Lampung"),
        ("Fort de Kock", "Bukittinggi"),
        ("Pekalongan, Jawa Tengah", "Jawa Tengah Pekalongan"),
    ],
)
def test_names_of_one_place_give_one_bag(one, other):
    assert place_words(one) == place_words(other)


def test_a_word_for_a_kind_of_place_stands_when_it_stands_alone():
    assert place_words("Kota") == ("KOTA",)
    assert place_words("") == ()
    assert place_words("Kota Ujung") != place_words("Makassar")
