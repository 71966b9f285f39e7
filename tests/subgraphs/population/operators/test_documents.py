import pytest

from subgraphs.population.operators import documents


@pytest.mark.parametrize(
    ("name", "limit", "written"),
    [
        ("H. Slamet, S.H.", 39, "H SLAMET S H"),
        ("MIN-JUN KIM", 39, "MIN JUN KIM"),
        ("MUHAMMAD RIZKI RAMADHAN HIDAYATULLAH", 30, "MUHAMMAD RIZKI RAMADHAN HIDAYA"),
        ("ABDUL RAHMAN", 6, "ABDUL"),
    ],
)
def test_passport_form(name, limit, written):
    assert documents.passport_form(name, limit) == written


def test_orders_of_foreign_names():
    assert documents.surname_comma("ANNA MARIA", "DE JONG") == "DE JONG, ANNA MARIA"
    assert documents.surname_last("ANNA MARIA", "DE JONG") == "ANNA MARIA DE JONG"
    assert documents.surname_first("ANNA MARIA", "DE JONG") == "DE JONG ANNA MARIA"
    assert documents.first_given_only("ANNA MARIA", "DE JONG") == "ANNA DE JONG"


@pytest.mark.parametrize(
    "order",
    [documents.surname_comma, documents.surname_last, documents.surname_first],
)
def test_without_a_surname_the_given_name_stands_alone(order):
    assert order("ABDUL RAHMAN", "") == "ABDUL RAHMAN"


def test_hyphens_and_unknown_first_names():
    assert documents.hyphens_dropped("KIM MIN-JUN") == "KIM MINJUN"
    assert documents.given_unknown("SUTRISNO") == "FNU SUTRISNO"
    assert documents.given_unknown("SRI REJEKI") == "SRI REJEKI"
