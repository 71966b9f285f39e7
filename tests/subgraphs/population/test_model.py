import json

import pytest

from subgraphs.population.errors import ModelInvalid
from subgraphs.population.model import by_year, parse, variation_model


@pytest.mark.parametrize(
    ("year", "share"),
    [(1950, 0.45), (1970, 0.25), (1995, 0.08), (2015, 0.03), (2023, 0)],
)
def test_mononyms_by_cohort(year, share):
    assert variation_model().mononym_share.at(year) == share


@pytest.mark.parametrize(
    ("year", "rate"), [(1930, 0.6), (1947, 0.3), (1972, 0.3), (1973, 0.02)]
)
def test_old_spelling_by_birth(year, rate):
    assert variation_model().rate_by_birth("old_orthography", year) == rate


@pytest.mark.parametrize(("year", "rate"), [(1993, 0.08), (1994, 0.0)])
def test_outside_all_spans_the_rate_is_nought(year, rate):
    assert variation_model().rate_by_birth("legacy", year) == rate


def test_rates_of_systems():
    model = variation_model()
    assert model.rate("token_swap") == 0.02
    assert model.rate_at("title_added", "SAKE") == 0.08
    assert model.rate_at("title_added", "KEMLU") == 0.0
    assert model.nik_rate("two_niks") == 0.004
    assert set(model.imputed_defaults) == {"01-07", "31-12", "01-01"}


@pytest.mark.parametrize(
    "spans", [{}, {"_": "note"}, {"recent": 0.1}, {"<1970": "much"}]
)
def test_a_rate_by_year_that_cant_be_read(spans):
    with pytest.raises(ModelInvalid):
        by_year(spans)


@pytest.mark.parametrize("text", ["{", "{}", json.dumps({"population": []})])
def test_a_model_that_cant_be_read(text):
    with pytest.raises(ModelInvalid) as caught:
        parse(text)
    assert caught.value.code == "POPULATION_MODEL_INVALID"
