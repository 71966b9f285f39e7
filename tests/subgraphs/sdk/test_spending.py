"""Limits over time, in a store that several processes share."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from protocol.agreements.clauses import Budget
from subgraphs.sdk.spending import CHUNK, ENTRIES, Spending

NOON = datetime(2026, 6, 15, 5, tzinfo=UTC)
"""Midday in Jakarta."""
BUDGET = Budget(requests=2, within="P30D")


@pytest.fixture
def store(tmp_path):
    spending = Spending.at(f"sqlite:///{tmp_path}/spending.sqlite")
    yield spending
    spending.close()


def test_a_day_has_so_many_requests(store):
    asked = [store.ask("PKS-1", f"r{n}", 2, NOON) for n in range(3)]
    assert asked == [True, True, False]
    assert store.ask("PKS-2", "r0", 2, NOON)


def test_the_hops_of_one_request_count_once(store):
    assert all(store.ask("PKS-1", "r0", 1, NOON) for _ in range(3))


def test_a_day_ends_at_midnight_in_jakarta(store):
    assert store.ask("PKS-1", "r0", 1, NOON)
    evening = NOON.replace(hour=16, minute=59)
    assert not store.ask("PKS-1", "r1", 1, evening)
    assert store.ask("PKS-1", "r1", 1, evening + timedelta(minutes=1))


def test_what_is_refused_is_not_counted(store):
    assert store.ask("PKS-1", "r0", 1, NOON)
    assert not store.ask("PKS-1", "r1", 1, NOON)
    assert store.ask("PKS-1", "r2", 2, NOON)


def test_a_person_is_asked_about_so_often(store):
    assert store.meet("PKS-1", "r0", ["a", "b"], BUDGET, NOON)
    assert store.meet("PKS-1", "r1", ["a"], BUDGET, NOON)
    assert not store.meet("PKS-1", "r2", ["a", "b"], BUDGET, NOON)
    assert store.meet("PKS-1", "r2", ["b", "c"], BUDGET, NOON)


def test_a_budget_comes_back_when_its_period_is_over(store):
    for request in ("r0", "r1"):
        assert store.meet("PKS-1", request, ["a"], BUDGET, NOON)
    almost = NOON + timedelta(days=30, seconds=-1)
    assert not store.meet("PKS-1", "r2", ["a"], BUDGET, almost)
    assert store.meet("PKS-1", "r2", ["a"], BUDGET, almost + timedelta(seconds=1))


def test_further_people_of_the_same_request_are_counted(store):
    one = Budget(requests=1, within="P1D")
    assert store.meet("PKS-1", "r0", ["a"], one, NOON)
    assert store.meet("PKS-1", "r1", ["b"], one, NOON)
    assert not store.meet("PKS-1", "r1", ["a", "b"], one, NOON)
    assert store.meet("PKS-1", "r1", ["b"], one, NOON)


def test_many_people_are_counted_in_parts(store):
    one = Budget(requests=1, within="P1D")
    people = [f"p{n:05}" for n in range(2 * CHUNK + 1)]
    assert store.meet("PKS-1", "r0", people, one, NOON)
    assert not store.meet("PKS-1", "r1", people[-1:], one, NOON)
    assert not store.meet("PKS-1", "r1", people, one, NOON)


def test_nobody_is_within_every_budget(store):
    assert store.meet("PKS-1", "r0", [], BUDGET, NOON)


def test_it_outlives_its_process(tmp_path):
    dsn = f"sqlite:///{tmp_path}/spending.sqlite"
    for expected in (True, False):
        store = Spending.at(dsn)
        assert store.ask("PKS-1", f"r{expected}", 1, NOON) is expected
        store.close()


def test_requests_at_once_never_pass_the_limit(store):
    with ThreadPoolExecutor(8) as pool:
        asked = list(
            pool.map(lambda n: store.ask("PKS-1", f"r{n}", 3, NOON), range(12))
        )
    assert sum(asked) <= 3


def test_another_hop_that_writes_first_is_no_fault(store, monkeypatch):
    entry = {"agreement": "PKS-1", "on": "a", "request": "r0", "at": 1_781_499_600}

    known = Spending._known

    def looked(self, *args):
        found = known(self, *args)
        if not found:
            with self.engine.begin() as other:
                other.execute(ENTRIES.insert(), entry)
        return found

    monkeypatch.setattr(Spending, "_known", looked)
    assert store.meet("PKS-1", "r0", ["a"], BUDGET, NOON)
