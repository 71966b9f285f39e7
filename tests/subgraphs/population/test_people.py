from dataclasses import replace
from datetime import date

import pytest

from subgraphs.population.households import BLOCK
from subgraphs.population.model import ByYear, variation_model
from subgraphs.population.people import block_people

TODAY = date(2026, 1, 15)


def everyone(model=None, blocks=range(30)):
    model = model or variation_model()
    return [one for number in blocks for one in block_people(3, number, TODAY, model)]


@pytest.fixture(scope="module")
def people():
    return everyone()


def test_a_block_is_full(people):
    assert [one.index for one in people] == list(range(30 * BLOCK))


def test_every_kind_of_person_is_there(people):
    kinds = {one.kind for one in people}
    assert kinds == {
        "CITIZEN",
        "FOREIGNER",
        "DUAL_CHILD",
        "ABROAD",
        "RETURNER",
        "UNREGISTERED",
    }


def test_families_share_a_card_and_a_name(people):
    mothers = {one.nik: one for one in people if one.sex == "F" and one.nik}
    children = [one for one in people if one.mother_nik]
    assert len(children) > 200
    for child in children:
        mother = mothers[child.mother_nik]
        assert child.mother_name == mother.name.civil
        assert child.family_card == mother.family_card
        assert child.religion == mother.religion
        assert (child.birth.day - mother.birth.day).days > 17 * 365


def test_imputed_dates_are_never_after_today():
    certain = replace(variation_model(), imputed_share=ByYear(((9999, 1.0),)))
    people = everyone(certain)
    native = [one for one in people if one.citizen_by_birth]
    assert all(one.birth.day <= TODAY for one in people)
    assert sum(one.birth.imputed for one in native) > 0.95 * len(native)
    assert {one.birth.precision for one in native if one.birth.imputed} == {
        "MONTH",
        "YEAR",
    }
    assert not any(one.birth.imputed for one in people if not one.citizen_by_birth)


def test_dual_children_choose_between_18_and_21(people):
    chose = [one for one in people if one.dual and one.cases]
    assert chose
    for one in chose:
        age = (one.cases[0].filed_on - one.birth.day).days / 365.25
        assert 17.9 < age < 21.1
    for one in people:
        if one.dual:
            assert one.dual.deadline.year == one.birth.day.year + 21


def test_foreigners_who_apply_had_arrived_before(people):
    applied = [one for one in people if one.kind == "FOREIGNER" and one.cases]
    assert len(applied) > 20
    assert all(one.since < one.cases[0].filed_on for one in applied)
    decided = [one for one in applied if one.cases[0].status == "WNI"]
    assert all(one.nik for one in decided)


def test_a_new_citizens_passport_comes_after_the_decision(people):
    found = 0
    for one in people:
        own = [paper for paper in one.passports if paper.country == "IDN"]
        if one.kind in {"FOREIGNER", "RETURNER"} and own:
            found += 1
            assert own[0].issued_on > one.cases[-1].effective_on
    assert found > 3


def test_only_adults_are_held(people):
    held = [one for one in people if one.inmate]
    assert held
    assert all((TODAY - one.birth.day).days >= 18 * 365 for one in held)


def test_the_unregistered_have_no_papers(people):
    for one in people:
        if one.kind == "UNREGISTERED":
            assert (one.nik, one.passports, one.permits, one.cases) == (
                None,
                (),
                (),
                (),
            )
