import pytest

from linkage.normalise.spelling import fold

ALIKE = [
    # spelling of before 1947 and 1972
    ("SUKARNO", "SOEKARNO"),
    ("JOKO", "DJOKO"),
    ("CIPTO", "TJIPTO"),
    ("YUSUF", "JUSUF"),
    ("SUPRIYANTO", "SOEPRIJANTO"),
    ("NYOMAN", "NJOMAN"),
    ("SYARIF", "SJARIF"),
    ("KHAIRUL", "CHAIRUL"),
    # Arabic names
    ("SYARIF", "SARIF"),
    ("ZAINAL", "JAENAL"),
    ("FATIMAH", "PATIMAH"),
    ("AKHMAD", "AHMAD"),
    ("NUR", "NOOR"),
    ("HUSEIN", "HUSAIN"),
    # sounds
    ("FAUZI", "PAUZI"),
    ("EVA", "EPA"),
    ("ARIEF", "ARIF"),
    ("WAHYU", "UAHYU"),
    ("FATHUR", "FATUR"),
    ("RIDHO", "RIDO"),
    ("AKHMAD", "AKHMAT"),
    ("YAKUB", "YAKUP"),
    ("ANNISA", "ANISA"),
    ("AISYAH", "AISYA"),
    ("SETIYAWAN", "SETIAWAN"),
    ("SUWANDI", "SUANDI"),
    ("MAXI", "MAKSI"),
    # read optically
    ("SUTRISNO", "SUTR1SN0"),
    ("SLAMET", "5LAMET"),
    ("BUDI", "8UDI"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_variants_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("SUTRISNO", "SUPRIYANTO"), ("SITI", "SUTI"), ("AGUS", "BAGUS"), ("AH", "A")],
)
def test_different_names_stay_different(one, other):
    assert fold(one) != fold(other)


def test_a_number_stays_a_number():
    assert fold("2024") == "2024"


@pytest.mark.parametrize("word", ["A", "H", "HH", "OE", "D", "B", "IE"])
def test_a_word_is_never_folded_away(word):
    assert fold(word)
