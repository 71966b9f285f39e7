"""Choosing one path per leaf: marginal costs decide, not standalone ones."""

import pytest

from gateway.planner import best
from gateway.planner.best import choose
from gateway.planner.path import Cost, Enter, Path


def path(*crossings, level=0, requests=None):
    asked = [(level, str(one)) for one in crossings] if requests is None else requests
    cost = Cost(frozenset(crossings), frozenset(asked), level)
    return Path(None, Enter(), 0, 0, frozenset(), cost)


def test_nothing_to_choose():
    assert choose([]) == ()


def test_the_order_of_leaves_is_kept():
    first, second, third = path(1), path(2), path(3)
    assert choose([[first, third], [second], [first]]) == (first, second, first)


def test_what_is_paid_for_already_is_preferred():
    cheap_alone, shared = path(1), path(2, 3)
    assert choose([[path(2, 3)], [cheap_alone, shared]])[1] is shared


def test_requests_that_travel_together_count_once():
    apart = path(1, requests=[(1, "a")])
    together = path(2, requests=[(1, "b")])
    settled = path(3, requests=[(1, "b")])
    assert choose([[settled], [apart, together]])[1] is together


def test_among_equals_the_shallower_is_taken():
    deep, shallow = path(1, level=3), path(2, level=1)
    assert choose([[deep, shallow]]) == (shallow,)


def test_greed_alone_would_miss_the_best():
    """Each leaf for itself picks its own entry; one shared entry serves all."""
    own = [path(n, requests=[(n, "x")]) for n in (1, 2)]
    both = [path(9, 8, requests=[(0, "y"), (1, "y")]) for _ in range(3)]
    greedy_first = [[own[0], both[0]], [own[1], both[1]], [path(3), both[2]]]
    chosen = choose(greedy_first)
    assert chosen == tuple(both)


def test_with_too_many_decisions_the_greedy_choice_stands(monkeypatch):
    monkeypatch.setattr(best, "DEEPEST", 0)
    leaves = [[path(n), path(n, 100)] for n in range(5)]
    assert choose(leaves) == tuple(options[0] for options in leaves)


def test_the_search_gives_up_after_its_limit(monkeypatch):
    monkeypatch.setattr(best, "LIMIT", 1)
    leaves = [[path(n), path(n + 50)] for n in range(8)]
    assert len(choose(leaves)) == 8


@pytest.mark.parametrize("count", [1, 40])
def test_leaves_with_one_choice_of_entries_are_one_decision(count):
    leaves = [[path(1), path(2)] for _ in range(count)]
    chosen = choose(leaves)
    assert {id(one.cost.crossings) for one in chosen} == {
        id(options[0].cost.crossings) for options in leaves
    }
