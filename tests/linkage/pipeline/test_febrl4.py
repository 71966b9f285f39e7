"""FEBRL4: data nobody here wrote, through the real path and the real command."""

import json

import pytest
from typer.testing import CliRunner

from linkage.cli.app import link
from linkage.pipeline.febrl4 import date_of_digits
from linkage.record import PartialDate, Precision


@pytest.fixture(scope="module")
def figures():
    """What `tautan link febrl4 --json` prints: one JSON object."""
    done = CliRunner().invoke(link, ["febrl4", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_the_encoded_result_is_good(figures):
    assert figures["true_pairs"] == 5000
    assert figures["f1"] >= 0.99
    assert figures["precision"] >= 0.999
    assert figures["recall"] >= 0.98


def test_it_beats_the_documented_recipe_on_plain_text(figures):
    documented = figures["baseline"]["recordlinkage-documented"]
    assert documented["precision"] > 0.99
    assert figures["intervals"]["f1"][0] > documented["intervals"]["f1"][1]


def test_plain_text_at_its_best_is_shown_as_what_it_is(figures):
    best = figures["baseline"]["recordlinkage-ecm"]
    assert best["true_pairs"] == 5000
    assert best["f1"] > 0.99


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("19151111", PartialDate("1915-11-11")),
        ("19151311", PartialDate("1915", Precision.YEAR)),
        ("", None),
    ],
)
def test_a_corrupted_day_leaves_the_year(value, date):
    assert date_of_digits(value) == date
