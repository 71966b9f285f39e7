import re
from collections import Counter
from dataclasses import fields
from datetime import date, datetime
from itertools import pairwise

from subgraphs.population.rows import (
    TABLES,
    Applicant,
    Case,
    CaseStageSpan,
    CitizenAbroad,
    Consideration,
    Crossing,
    Decree,
    DecreeStageSpan,
    ImmigrationPerson,
    Inmate,
    InmateAlias,
    Metric,
    Passport,
    Resident,
    Skim,
    StayPermit,
    TruthRow,
    column_names,
    columns,
)


def test_tables_hold_every_kind_of_row_under_its_agency(town):
    for agency, row_types in TABLES.items():
        for row_type in row_types:
            assert agency == row_type.AGENCY
            assert town.tables[row_type], row_type.TABLE


def test_columns_are_the_fields_in_order():
    row = TruthRow(3, "ahu", "H")
    assert columns(row) == {"person_index": 3, "agency": "ahu", "handle": "H"}
    assert column_names(Metric) == ("agency", "key", "period", "value")


def test_handles_are_unique_random_looking_and_no_nik(town):
    handles = Counter(
        (type(one.row), one.row.handle)
        for one in town.rows
        if any(column.name == "handle" for column in fields(one.row))
    )
    assert max(handles.values()) == 1
    assert all(re.fullmatch(r"[0-9A-F]{26}", name) for _, name in handles)


def test_every_reference_is_to_a_row_that_exists(town):
    people = {row.handle for row in town.all(ImmigrationPerson)}
    for table in (Passport, StayPermit, Skim, Crossing):
        assert {row.person_handle for row in town.all(table)} <= people
    applicants = {row.handle for row in town.all(Applicant)}
    cases = {row.case_number: row for row in town.all(Case)}
    assert len(cases) == len(town.all(Case))
    assert {row.applicant_handle for row in cases.values()} == applicants
    for table in (CaseStageSpan, Decree, DecreeStageSpan, Consideration):
        assert {row.case_number for row in town.all(table)} <= set(cases)
    inmates = {row.handle for row in town.all(Inmate)}
    assert {row.inmate_handle for row in town.all(InmateAlias)} <= inmates


def test_a_case_stands_at_the_last_stage_of_its_history(town):
    history = {}
    for span in town.all(CaseStageSpan):
        history.setdefault(span.case_number, []).append(span)
    for case in town.all(Case):
        spans = history[case.case_number]
        assert [span.position for span in spans] == list(range(len(spans)))
        assert (case.stage, case.stage_since) == (spans[-1].stage, spans[-1].entered_on)
        assert case.filed_on == spans[0].entered_on


def test_setneg_and_bin_agree_with_the_case(town):
    spans = {(span.case_number, span.stage): span for span in town.all(CaseStageSpan)}
    cases = {case.case_number: case for case in town.all(Case)}
    for decree in town.all(Decree):
        span = spans[decree.case_number, "SETNEG_DECREE"]
        assert decree.received_on == span.entered_on
        case = cases[decree.case_number]
        assert case.presidential_decree_number == decree.decree_number
        if decree.outcome == "GRANTED":
            assert decree.signed_on == span.left_on
    for one in town.all(Consideration):
        span = spans[one.case_number, "BIN_CONSIDERATION"]
        assert (one.requested_on, one.answered_on) == (span.entered_on, span.left_on)
        assert one.answered == (one.outcome is not None)


def test_an_oath_has_a_presidential_decree_and_follows_it(town):
    sworn = [case for case in town.all(Case) if case.oath_date]
    assert len(sworn) > 100
    for case in sworn:
        assert case.presidential_decree_number
        assert case.citizenship_decision_date < case.oath_date
        assert case.citizenship_effective_from == case.oath_date


def test_birth_dates_are_iso_and_not_after_today(town):
    for table in (Resident, Applicant, ImmigrationPerson, Inmate, CitizenAbroad):
        for row in town.all(table):
            born = date.fromisoformat(row.birth_date)
            assert born <= town.population.today
            if row.birth_date_precision != "DAY":
                assert row.birth_date_imputed


def test_no_day_but_a_planned_one_lies_after_today(town):
    planned = {
        "expires_on",
        "valid_to",
        "expected_release",
        "limited_dual_choice_deadline",
    }
    for one in town.rows:
        for name, value in columns(one.row).items():
            if isinstance(value, date) and name not in planned:
                day = value.date() if isinstance(value, datetime) else value
                assert day <= town.population.today, (one.table, name)


def test_crossings_alternate_and_have_a_zone(town):
    by_person = {}
    for row in town.all(Crossing):
        by_person.setdefault(row.person_handle, []).append(row)
    for rows in by_person.values():
        assert [row.crossed_at for row in rows] == sorted(
            row.crossed_at for row in rows
        )
        for one, following in pairwise(rows):
            assert one.direction != following.direction
        assert rows[0].crossed_at.utcoffset() is not None


def test_a_skim_says_how_long_its_permits_lasted(town):
    permits = {}
    for permit in town.all(StayPermit):
        permits.setdefault(permit.person_handle, []).append(permit)
    for skim in town.all(Skim):
        first = permits[skim.person_handle][0].valid_from
        most = (skim.issued_on - first).days / 365.25 + 0.01
        assert 0 <= skim.continuous_years <= skim.total_years <= most


def test_metrics_count_the_rows(town):
    reported = {(row.key, row.period): row.value for row in town.all(Metric)}
    filed = Counter(str(case.filed_on.year) for case in town.all(Case))
    assert {
        key[1]: value for key, value in reported.items() if key[0] == "cases_filed"
    } == filed
    received = sum(
        value for key, value in reported.items() if key[0] == "reports_received"
    )
    assert received == len(town.all(CitizenAbroad))
