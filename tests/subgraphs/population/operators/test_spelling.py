import pytest

from subgraphs.population.operators import spelling


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("SUPRIYANTO", "SOEPRIJANTO"),
        ("CAHYO", "TJAHJO"),
        ("JOKO", "DJOKO"),
        ("NYOMAN", "NJOMAN"),
        ("SYAFRUDDIN", "SJAFROEDDIN"),
        ("KHADIJAH", "CHADIDJAH"),
        ("ANI", "ANI"),
    ],
)
def test_old_spelling_changes_each_letter_once(name, old):
    assert spelling.old_spelling(name) == old


def test_old_spelling_can_be_mixed():
    assert spelling.old_spelling("SUPRIYANTO", frozenset({"U"})) == "SOEPRIYANTO"


@pytest.mark.parametrize(
    ("name", "variant", "written"),
    [
        ("MUHAMMAD RIZKI", "MOCH", "MOCH RIZKI"),
        ("NUR MUHAMAD", "M", "NUR M"),
        ("MUHAMMADIYAH", "MOH", "MUHAMMADIYAH"),
        ("M RIZKI", "MOH", "M RIZKI"),
    ],
)
def test_muhammad_replaces_a_whole_word(name, variant, written):
    assert spelling.muhammad(name, variant) == written
    assert spelling.has_muhammad(name) == (name != written)


@pytest.mark.parametrize(
    ("name", "pair", "written"),
    [
        ("SYARIF HUSEIN", ("SYARIF", "SARIF"), "SARIF HUSEIN"),
        ("SARIF HUSEIN", ("SYARIF", "SARIF"), "SYARIF HUSEIN"),
        ("ABDUL RAHMAN", ("ABDUL R", "ABDURR"), "ABDURRAHMAN"),
        ("NURHAYATI", ("NUR", "NOOR"), "NOORHAYATI"),
        ("AINUR", ("NUR", "NOOR"), "AINUR"),
        ("BUDI", ("FATIMAH", "PATIMAH"), "BUDI"),
    ],
)
def test_transliterate_goes_both_ways_at_the_start_of_words(name, pair, written):
    assert spelling.transliterate(name, pair) == written


@pytest.mark.parametrize(
    ("name", "pair", "written"),
    [
        ("FAUZI FARID", ("F", "P"), "PAUZI FARID"),
        ("AHMAD DAUD", ("D", "T$"), "AHMAT DAUD"),
        ("YAKUB", ("B", "P$"), "YAKUP"),
        ("MUHAMMAD", ("double", "single"), "MUHAMAD"),
        ("FATIMAH SALEH", ("final H", "-"), "FATIMA SALEH"),
        ("H DAUD", ("final H", "-"), "H DAUD"),
        ("RIKSA", ("KS", "X"), "RIXA"),
        ("AGUS", ("Z", "J"), "AGUS"),
    ],
)
def test_swap_sound_changes_the_first_place(name, pair, written):
    assert spelling.swap_sound(name, pair) == written
