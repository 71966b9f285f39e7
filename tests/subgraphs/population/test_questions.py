"""Every question of the domain that rows can answer has some answers, and not too many."""

from datetime import timedelta

import pytest

from subgraphs.population.rows import (
    Case,
    CaseStageSpan,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    Passport,
    Resident,
    Skim,
    StayPermit,
)


@pytest.fixture(scope="module")
def people(town):
    return [mine for _, mine in town.persons()]


def live_indonesian(mine):
    return any(one.country == "IDN" and one.state == "VALID" for one in mine[Passport])


def active(mine):
    return any(one.register_state == "ACTIVE" for one in mine[Resident])


def decided(mine, status, *bases):
    return [
        case
        for case in mine[Case]
        if case.citizenship_status == status and case.basis in bases
    ]


def test_1_applicants_who_meet_the_residence_rule_and_some_who_do_not(people):
    skims = [skim for mine in people for skim in mine[Skim] if skim.purpose == "ART8"]
    meets = sum(one.continuous_years >= 5 or one.total_years >= 10 for one in skims)
    assert len(skims) > 100
    assert 0.5 < meets / len(skims) < 0.97


def test_1_a_case_names_its_certificate(people):
    for mine in people:
        numbers = {skim.number for skim in mine[Skim]}
        for case in mine[Case]:
            if case.basis in {"ART8", "ART19", "ART31"}:
                assert case.skim_number in numbers


def test_3_dual_children_who_must_choose_within_a_year(people, town):
    end = town.population.today + timedelta(days=365)
    waiting = [
        one
        for mine in people
        for one in mine[ImmigrationPerson]
        if one.limited_dual_choice is None
        and one.limited_dual_choice_deadline
        and town.population.today <= one.limited_dual_choice_deadline <= end
    ]
    assert 5 <= len(waiting) <= 60


def test_4_choices_made_with_papers_still_live(people):
    against = [mine for mine in people if decided(mine, "WNA", "ART6_CHOICE")]
    assert 2 <= sum(map(live_indonesian, against)) < len(against)
    chosen = [mine for mine in people if decided(mine, "WNI", "ART6_CHOICE")]
    live = [
        mine
        for mine in chosen
        if any(one.affidavit_number for one in mine[ImmigrationPerson])
    ]
    assert 2 <= len(live) < 0.4 * len(chosen)


def test_5_losses_with_a_live_nik_and_passport(people):
    lost = [mine for mine in people if decided(mine, "WNA", "ART23", "ART26")]
    both = [mine for mine in lost if active(mine) and live_indonesian(mine)]
    assert 5 <= len(both) < 0.3 * len(lost)


def test_6_oaths_that_did_not_reach_the_register(people, town):
    before = town.population.today - timedelta(days=14)
    sworn = [
        mine
        for mine in people
        if any(case.oath_date and case.oath_date < before for case in mine[Case])
    ]
    foreign = [
        mine
        for mine in sworn
        if any(one.citizenship_status == "WNA" for one in mine[Resident])
    ]
    assert 5 <= len(foreign) < 0.3 * len(sworn)


def test_7_people_abroad_over_five_years_without_a_declaration(people, town):
    before = town.population.today - timedelta(days=1826)
    long = [
        one
        for mine in people
        for one in mine[CitizenAbroad]
        if one.reported_on < before
    ]
    undeclared = [one for one in long if one.declared_to_keep_citizenship_on is None]
    assert 50 <= len(undeclared) < len(long)


def test_8_citizens_cards_linked_to_stay_permits(people, town):
    today = town.population.today
    found = [
        mine
        for mine in people
        if any(
            one.identity_card == "CITIZEN" and one.register_state == "ACTIVE"
            for one in mine[Resident]
        )
        and any(one.valid_from <= today <= one.valid_to for one in mine[StayPermit])
    ]
    assert 10 <= len(found) <= 150


def test_9_inmates_who_say_they_are_citizens_and_nobody_knows(people):
    unknown = [
        mine
        for mine in people
        if any(one.stated_citizenship == "WNI" for one in mine[Inmate])
        and not mine[Resident]
        and not mine[ImmigrationPerson]
    ]
    assert 5 <= len(unknown) <= 60


def test_11_stages_with_many_cases_and_small_cells(people):
    spans = [span for mine in people for span in mine[CaseStageSpan]]
    lasting = [span for span in spans if span.left_on]
    assert len(lasting) > 1500
    now = [span.stage for span in spans if span.left_on is None]
    assert any(0 < now.count(stage) < 10 for stage in set(now))


def test_agencies_assert_different_statuses_of_one_person(people):
    conflicts = 0
    for mine in people:
        asserted = {one.citizenship_status for one in mine[Resident]} | {
            one.citizenship_status for one in mine[ImmigrationPerson]
        }
        conflicts += len(asserted) > 1
    assert 20 <= conflicts <= 400


def test_blocked_niks_of_people_abroad(people):
    states = [
        one.register_state
        for mine in people
        if mine[CitizenAbroad] and not mine[Case]
        for one in mine[Resident]
    ]
    gone = sum(state in {"BLOCKED", "EMIGRATED"} for state in states)
    assert 0.05 < gone / len(states) < 0.3
