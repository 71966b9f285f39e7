from collections import Counter
from datetime import date

import pytest

from subgraphs.population.chance import Weighted, derive, surrogate


def test_a_purpose_has_its_own_stream():
    assert derive(1, "person", 2).random() == derive(1, "person", 2).random()
    streams = {
        derive(*labels).random()
        for labels in [
            (1, "person", 2),
            (1, "person", 3),
            (2, "person", 2),
            (1, "block", 2),
        ]
    }
    assert len(streams) == 4


def test_labels_do_not_run_together():
    assert derive(1, "a", 11).random() != derive(1, "a1", 1).random()
    assert derive(1, 12).random() != derive(11, 2).random()


def test_draw_keeps_to_the_weights():
    table = Weighted.of({"often": 3.0, "seldom": 1.0, "never": 0.0})
    chance = derive(5, "draw")
    drawn = Counter(chance.draw(table) for _ in range(4000))
    assert drawn["never"] == 0
    assert 0.72 < drawn["often"] / 4000 < 0.78


def test_ranked_falls():
    table = Weighted.ranked(("first", "second", "third"), flatness=1)
    assert table.sums == pytest.approx((1 / 2, 1 / 2 + 1 / 3, 1 / 2 + 1 / 3 + 1 / 4))


def test_whole_and_day_include_both_ends():
    chance = derive(5, "whole")
    assert {chance.whole(1, 3) for _ in range(200)} == {1, 2, 3}
    days = {chance.day(date(2024, 2, 28), date(2024, 3, 1)) for _ in range(200)}
    assert len(days) == 3
    assert chance.day(date(2024, 2, 28), date(2023, 1, 1)) == date(2024, 2, 28)


def test_days_are_at_least_one_and_centre_on_the_median():
    chance = derive(5, "days")
    drawn = sorted(chance.days(14, 0.5) for _ in range(2001))
    assert drawn[0] >= 1
    assert 13 <= drawn[1000] <= 15
    assert chance.days(0.01, 0.1) == 1


def test_a_surrogate_is_stable_and_says_nothing():
    name = surrogate(1, "dukcapil", "residents", 5, 0)
    assert name == surrogate(1, "dukcapil", "residents", 5, 0)
    assert len(name) == 26
    assert set(name) <= set("0123456789ABCDEF")
    assert name != surrogate(1, "ahu", "residents", 5, 0)
    assert len(surrogate(1, "x", length=10)) == 10
