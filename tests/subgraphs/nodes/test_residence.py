from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from subgraphs.imigrasi.residence import days_present

JANUARY = (date(2026, 1, 1), date(2026, 1, 31))


def at(day, direction, hour=5):
    return datetime(2026, 1, day, hour, tzinfo=UTC), direction


def test_a_visit_counts_the_days_of_entry_and_exit() -> None:
    assert days_present([at(10, "ENTRY"), at(12, "EXIT")], *JANUARY) == 3


def test_who_entered_and_stayed_is_present_until_the_end() -> None:
    assert days_present([at(30, "ENTRY")], *JANUARY) == 2


def test_who_left_first_was_present_before() -> None:
    assert days_present([at(3, "EXIT")], *JANUARY) == 3


def test_a_day_counts_once() -> None:
    movements = [at(5, "EXIT", 1), at(5, "ENTRY", 9), at(6, "EXIT"), at(6, "ENTRY")]
    assert days_present(movements, *JANUARY) == 31


def test_days_are_days_in_jakarta() -> None:
    late = datetime(2026, 1, 9, 18, tzinfo=UTC)
    assert days_present([(late, "ENTRY"), at(10, "EXIT")], *JANUARY) == 1


def test_a_second_exit_without_an_entry_adds_nothing() -> None:
    assert days_present([at(3, "EXIT"), at(20, "EXIT")], *JANUARY) == 3


def test_a_stay_outside_the_period_counts_nothing() -> None:
    days = (date(2025, 1, 1), date(2025, 1, 31))
    assert days_present([at(10, "ENTRY"), at(12, "EXIT")], *days) == 0


@given(st.lists(st.integers(1, 31), min_size=1, max_size=8, unique=True))
def test_presence_equals_a_walk_day_by_day(days) -> None:
    movements = [
        at(day, "ENTRY" if index % 2 == 0 else "EXIT")
        for index, day in enumerate(sorted(days))
    ]
    moves = {moment.day: direction for moment, direction in movements}
    inside, present, first = False, 0, JANUARY[0]
    for offset in range(31):
        day = (first + timedelta(days=offset)).day
        if moves.get(day) == "ENTRY":
            inside = True
        present += inside
        if moves.get(day) == "EXIT":
            inside = False
    assert days_present(movements, *JANUARY) == present
