import pytest

from linkage.normalise.names import MUHAMMAD, name_words

ALIKE = [
    # titles and degrees
    ("H. Abdul Rahman", "Abdul Rahman"),
    ("Hj. Siti Aminah", "Siti Aminah"),
    ("Drs. Bambang Sutejo, M.Si", "Bambang Sutejo"),
    ("Prof. Dr. Ir. Budi Santoso, S.H., M.Si.", "BUDI SANTOSO"),
    ("Budi Santoso S.Pd.", "BUDI SANTOSO"),
    ("R. Wahyu Hidayat", "Wahyu Hidayat"),
    ("RA. Kartini", "Kartini"),
    ("TB. Ahmad Fauzi", "Ahmad Fauzi"),
    ("Anak Agung Rai", "Rai"),
    ("I Gusti Ngurah Wiguna", "Ngurah Wiguna"),
    ("I Gede Suardana", "Suardana"),
    ("Ni Luh Sari", "Luh Sari"),
    # one name in many spellings
    ("Moch. Yusuf", "MUHAMMAD JUSUF"),
    ("M. Rizki", "Mohamad Rizki"),
    ("M.Rizki", "Muh Rizki"),
    # patronymics and aliases
    ("Slamet bin Karto", "Slamet"),
    ("Siti Aminah binti Yusuf", "Siti Aminah"),
    ("Afrizal b Bustami", "Afrizal"),
    ("Ravi a/l Kumar", "Ravi"),
    ("Slamet alias Mamat", "Slamet"),
    ("Slamet als. Mamat", "Slamet"),
    ("Slamet @ Mamat", "Slamet"),
    # order, doubling, punctuation
    ("SMITH, EMMA", "Emma Smith"),
    ("Sutrisno Sutrisno", "Sutrisno"),
    ("CHEN CHIA-HAO", "Chen Chia Hao"),
    ("FNU Sutrisno", "Sutrisno"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_variants_of_one_name_give_one_bag(one, other):
    assert name_words(one) == name_words(other)


@pytest.mark.parametrize(
    ("name", "bag"),
    [
        ("Agung Wibowo", ("AGUNG", "UIBOUO")),
        ("Muhammad", (MUHAMMAD,)),
        ("M", ("M",)),
        ("Hj.", ("HY",)),
        ("Bin Laden", ("BIN", "LADEN")),
        ("Wang Bin", ("BIN", "UANG")),
        ("alias Mamat", ("MAMAT",)),
        ("", ()),
        ("...", ()),
    ],
)
def test_a_name_keeps_its_last_word(name, bag):
    assert name_words(name) == tuple(sorted(bag))
