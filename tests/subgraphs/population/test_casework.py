from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest

from subgraphs.population.casework import (
    LEGAL_LIMIT_DAYS,
    MEDIAN_DAYS,
    PATHS,
    open_case,
    walk,
)
from subgraphs.population.chance import derive

TODAY = date(2026, 1, 15)
LONG_AGO = date(2018, 1, 1)


@pytest.mark.parametrize("basis", list(PATHS))
def test_stages_follow_each_other_without_a_gap(basis):
    for number in range(60):
        spans = walk(derive(number, basis), basis, LONG_AGO, TODAY)
        assert spans[0].entered_on == LONG_AGO
        for one, following in pairwise(spans):
            assert one.left_on == following.entered_on
        assert spans[-1].left_on is None
        stages = tuple(span.stage for span in spans)
        assert stages[-1] in {"CLOSED", "REJECTED"}
        assert stages[:-1] == PATHS[basis][: len(stages) - 1]


def test_a_young_case_is_still_open():
    spans = walk(derive(1, "young"), "ART8", TODAY, TODAY)
    assert [span.stage for span in spans] == ["KANWIL_SUBSTANTIVE"]
    assert spans[0].left_on is None


def test_nothing_happens_after_today():
    for number in range(200):
        filed = TODAY - timedelta(days=number)
        for span in walk(derive(number, "today"), "ART8", filed, TODAY):
            assert span.entered_on <= TODAY
            assert span.left_on is None or span.left_on <= TODAY


def test_stages_last_as_assumed_and_some_pass_the_limit():
    lasted = defaultdict(list)
    for number in range(800):
        for span in walk(derive(number, "limits"), "ART8", LONG_AGO, TODAY):
            if span.left_on:
                lasted[span.stage].append((span.left_on - span.entered_on).days)
    for stage, (middle, _) in MEDIAN_DAYS.items():
        assert abs(median(lasted[stage]) - middle) <= 0.15 * middle
        late = sum(days > LEGAL_LIMIT_DAYS[stage] for days in lasted[stage])
        assert 0.05 < late / len(lasted[stage]) < 0.33


def cases(basis, status, filed):
    for number in range(300):
        chance = derive(number, basis, filed.isoformat())
        yield open_case(chance, (1, number, "31"), basis, status, (filed, TODAY))


def test_naturalisation_holds_from_the_oath():
    for case in cases("ART8", "WNI", TODAY - timedelta(days=230)):
        assert (case.status == "WNI") == (case.oath_on is not None)
        assert case.effective_on == case.oath_on
        if case.oath_on:
            assert case.decision.decided_on < case.oath_on


def test_a_ministerial_decision_holds_from_its_day():
    decided = [case for case in cases("ART6_CHOICE", "WNI", LONG_AGO) if case.status]
    assert len(decided) == 300
    assert all(case.effective_on == case.decision.decided_on for case in decided)
    assert all(case.oath_on is None for case in decided)


def test_a_refused_case_decides_nothing():
    refused = [case for case in cases("ART8", "WNI", LONG_AGO) if case.span("REJECTED")]
    assert 10 < len(refused) < 80
    for case in refused:
        assert (case.decision, case.decree_number, case.status) == (None, None, None)
        assert case.effective_on is None


def test_case_numbers_are_unique():
    numbers = {case.number for case in cases("ART8", "WNI", LONG_AGO)}
    assert len(numbers) == 300
