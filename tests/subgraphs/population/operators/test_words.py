import pytest

from subgraphs.population.operators import words


@pytest.mark.parametrize(
    ("title", "written"),
    [("H.", "H. SLAMET"), (", S.H.", "SLAMET, S.H."), ("I GUSTI", "I GUSTI SLAMET")],
)
def test_add_title(title, written):
    assert words.add_title("SLAMET", title) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("NI WAYAN SARI", "WAYAN SARI"),
        ("I GUSTI NGURAH RAI", "NGURAH RAI"),
        ("I GUSTI AYU RAI", "RAI"),
        ("I GEDE", "GEDE"),
        ("NINA", "NINA"),
        ("INDAH SARI", "INDAH SARI"),
    ],
)
def test_drop_leading_part(name, written):
    assert words.drop_leading_part(name) == written


@pytest.mark.parametrize(
    ("place", "written"),
    [(0, "SRI DEWI SARI"), (1, "SRI SARI"), (2, "SRI DEWI"), (3, "SRI DEWI SARI")],
)
def test_drop_word_never_drops_the_first(place, written):
    assert words.drop_word("SRI DEWI SARI", place) == written


@pytest.mark.parametrize(
    ("place", "written"),
    [(0, "DEWI SRI SARI"), (1, "SRI SARI DEWI"), (2, "SRI DEWI SARI")],
)
def test_swap_words(place, written):
    assert words.swap_words("SRI DEWI SARI", place) == written


@pytest.mark.parametrize(
    ("name", "place", "written"),
    [
        ("NUR HAYATI", 0, "NURHAYATI"),
        ("SRI NUR HAYATI", 1, "SRI NURHAYATI"),
        ("SLAMET", 0, "SLAMET"),
    ],
)
def test_join_words(name, place, written):
    assert words.join_words(name, place) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("NURHAYATI", "NUR HAYATI"),
        ("SITI SRIWAHYUNI", "SITI SRI WAHYUNI"),
        ("NURA", "NURA"),
        ("SLAMET", "SLAMET"),
    ],
)
def test_split_word(name, written):
    assert words.split_word(name, ("NUR", "SRI")) == written


def test_clan_is_added_once_and_dropped_at_the_end_alone():
    assert words.add_clan("TOGAR", "SINAGA") == "TOGAR SINAGA"
    assert words.add_clan("TOGAR SINAGA", "SINAGA") == "TOGAR SINAGA"
    assert words.drop_clan("TOGAR SINAGA", "SINAGA") == "TOGAR"
    assert words.drop_clan("SINAGA TOGAR", "SINAGA") == "SINAGA TOGAR"


@pytest.mark.parametrize(
    ("form", "written"),
    [("BIN X", "ALI BIN HASAN"), ("B X", "ALI B HASAN"), ("ANAK X", "ALI ANAK HASAN")],
)
def test_add_patronymic(form, written):
    assert words.add_patronymic("ALI", form, "HASAN") == written


def test_only_a_mononym_is_doubled():
    assert words.double("SUTRISNO") == "SUTRISNO SUTRISNO"
    assert words.double("SRI REJEKI") == "SRI REJEKI"
