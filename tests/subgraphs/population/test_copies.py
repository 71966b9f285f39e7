from collections import Counter
from itertools import combinations

import pytest

from subgraphs.population.rows import (
    Applicant,
    Case,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    Passport,
    Resident,
)

SHARED = [
    ("ahu", "dukcapil"),
    ("ahu", "imigrasi"),
    ("dukcapil", "imigrasi"),
    ("dukcapil", "kemlu"),
    ("imigrasi", "kemlu"),
    ("dukcapil", "pemasyarakatan"),
]


@pytest.mark.parametrize(
    ("table", "least", "most"),
    [
        (Resident, 9100, 9600),
        (ImmigrationPerson, 3200, 3900),
        (Applicant, 750, 950),
        (CitizenAbroad, 650, 850),
        (Inmate, 400, 500),
    ],
)
def test_each_agency_knows_its_share_of_ten_thousand(town, table, least, most):
    assert least <= len(town.all(table)) <= most


@pytest.mark.parametrize("pair", SHARED, ids="-".join)
def test_pairs_of_agencies_share_at_least_300_people(town, pair):
    shared = Counter(
        two
        for known in town.known_to.values()
        for two in combinations(sorted(known), 2)
    )
    assert shared[pair] >= 300


def test_names_of_citizens_are_copied_alike_more_often_than_not(town):
    same = both = 0
    for _, mine in town.persons():
        for resident in mine[Resident][:1]:
            for report in mine[CitizenAbroad]:
                both += 1
                same += resident.name == report.name
    assert both > 600
    assert 0.35 < same / both < 0.75


def test_inmates_without_a_nik_are_as_many_as_the_evidence_says(town):
    rows = town.all(Inmate)
    missing = sum(row.nik is None for row in rows) / len(rows)
    assert abs(missing - 0.166) < 0.05


def test_default_birth_dates_are_about_as_common_as_in_the_register(town):
    rows = town.all(Resident)
    imputed = Counter(row.birth_date[5:] for row in rows if row.birth_date_imputed)
    share = sum(imputed.values()) / len(rows)
    assert 0.03 < share < 0.09
    assert imputed["07-01"] > imputed["12-31"] > imputed["01-01"] > 0


def test_some_people_have_two_records_at_one_agency(town):
    twice = Counter()
    for _, mine in town.persons():
        for table in (Resident, ImmigrationPerson, Applicant, CitizenAbroad):
            twice[table] += len(mine[table]) == 2
    assert all(count > 5 for count in twice.values())
    residents = [
        mine[Resident] for _, mine in town.persons() if len(mine[Resident]) == 2
    ]
    assert 0.002 < len(residents) / len(town.known_to) < 0.007
    assert all(one.nik != other.nik for one, other in residents)


def test_legacy_niks_belong_to_people_born_before_1994(town):
    legacy = [row for row in town.all(Resident) if row.legacy_niks]
    assert len(legacy) > 200
    assert all(row.birth_date < "1996" for row in legacy)
    assert all(row.legacy_niks[0][6:12] == row.nik[6:12] for row in legacy)


def test_a_childs_mother_is_in_the_register_under_that_nik(town):
    names = {}
    for row in town.all(Resident):
        names.setdefault(row.nik, row)
    mothers = [row for row in town.all(Resident) if row.mother_nik]
    assert len(mothers) > 1500
    for row in mothers:
        mother = names[row.mother_nik]
        assert mother.birth_date < row.birth_date
        assert mother.family_card_number == row.family_card_number


def test_aliases_stand_in_inmates_names(town):
    names = [row.name for row in town.all(Inmate)]
    marked = sum(" ALIAS " in name or " ALS " in name for name in names)
    assert 0.06 < marked / len(names) < 0.20


def test_passport_names_are_plain_and_short(town):
    for row in town.all(ImmigrationPerson):
        assert 0 < len(row.machine_readable_name) <= 41


def test_foreigners_enter_the_register_with_a_permanent_permit(town):
    for person in town.population.persons(range(40)):
        if person.kind == "FOREIGNER" and not person.cases:
            held = any(permit.kind == "ITAP" for permit in person.permits)
            assert (person.nik is not None) == held


def test_no_passport_is_shown_before_it_was_issued(town):
    shown = 0
    for _, mine in town.persons():
        issued = {one.number: one.issued_on for one in mine[Passport]}
        if len(mine[Applicant]) == 1:
            for case in mine[Case][:1]:
                number = mine[Applicant][0].passport_number
                if number:
                    shown += 1
                    assert issued[number] <= case.filed_on
    assert shown > 300


def test_a_foreigners_earlier_passport_can_be_the_one_in_the_register(town):
    stale = same = 0
    for _, mine in town.persons():
        live = {one.number for one in mine[Passport] if one.state == "VALID"}
        for row in mine[Resident]:
            if row.foreign_document_number:
                stale += row.foreign_document_number not in live
                same += row.foreign_document_number in live
    assert stale > 50
    assert same > 5
