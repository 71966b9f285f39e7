from datetime import date, timedelta
from itertools import pairwise

import pytest

from subgraphs.population.chance import derive
from subgraphs.population.facts import BirthDate, Passport, Permit
from subgraphs.population.lives import (
    Setting,
    birthday,
    citizen_passports,
    foreign_passports,
    passport_at,
    passport_number,
    permit_chain,
    residence,
    revoke,
    surrendered,
)

TODAY = date(2026, 1, 15)
YEARLY = (
    Permit("ITAS", date(2018, 1, 1), date(2018, 12, 31)),
    Permit("ITAS", date(2019, 1, 1), date(2019, 12, 31)),
    Permit("ITAS", date(2020, 6, 1), date(2021, 5, 31)),
)


@pytest.mark.parametrize(
    ("on", "continuous", "total"),
    [
        (date(2017, 6, 1), 0, 0),
        (date(2018, 1, 31), 31, 31),
        (date(2019, 12, 31), 730, 730),
        (date(2020, 3, 1), 0, 730),
        (date(2020, 6, 30), 30, 760),
        (date(2023, 1, 1), 0, 1095),
    ],
)
def test_residence_counts_since_the_last_gap_and_in_all(on, continuous, total):
    stay = residence(YEARLY, on)
    assert (stay.continuous_days, stay.total_days) == (continuous, total)


def test_surrendered_permits_end_that_day():
    kept = surrendered(YEARLY, date(2019, 3, 1))
    assert [permit.valid_to for permit in kept] == [
        date(2018, 12, 31),
        date(2019, 3, 1),
    ]


def test_a_chain_reaches_today_and_turns_permanent():
    for number in range(40):
        chance = derive(number, "chain")
        permits = permit_chain(chance, date(2010, 1, 1), TODAY, "ITAP")
        assert permits[0].valid_from == date(2010, 1, 1)
        assert permits[-1].kind == "ITAP"
        assert permits[-1].valid_from <= TODAY
        for one, following in pairwise(permits):
            assert one.valid_to < following.valid_from
        kinds = [permit.kind for permit in permits]
        assert kinds == sorted(kinds, reverse=True)


def test_a_visit_is_one_permit():
    permits = permit_chain(derive(1, "visit"), TODAY, TODAY, "VISIT")
    assert permits == (Permit("VISIT", TODAY, TODAY + timedelta(days=60)),)


def test_a_leap_birthday_moves_to_march():
    birth = BirthDate(date(2004, 2, 29))
    assert birthday(birth, 21) == date(2025, 3, 1)
    assert birthday(birth, 20) == date(2024, 2, 29)


def test_passport_numbers_are_one_to_one_and_well_formed():
    numbers = {passport_number(7, serial) for serial in range(50_000)}
    assert len(numbers) == 50_000
    assert all(len(number) == 8 and number[1:].isdigit() for number in numbers)
    assert len(passport_number(7, 1, digits=8)) == 9


@pytest.mark.parametrize("born", [date(1980, 5, 1), date(2026, 1, 10)])
def test_passports_of_citizens_are_in_order(born):
    for number in range(60):
        setting = Setting(1, number, "31", TODAY)
        papers = citizen_passports(derive(number, "papers"), setting, BirthDate(born))
        latest = papers[0]
        assert born <= latest.issued_on <= TODAY
        assert latest.state in {"VALID", "EXPIRED", "LOST"}
        if latest.state == "VALID":
            assert latest.expires_on >= TODAY
        for earlier in papers[1:]:
            assert earlier.state == "EXPIRED"
            assert earlier.issued_on < latest.issued_on


def test_only_live_indonesian_passports_are_revoked():
    day = date(2025, 1, 1)
    papers = tuple(
        Passport("A1", country, day, day, state)
        for country, state in [("IDN", "VALID"), ("IDN", "EXPIRED"), ("AUS", "VALID")]
    )
    assert [paper.state for paper in revoke(papers)] == ["REVOKED", "EXPIRED", "VALID"]


def test_a_foreigner_renews_before_the_old_passport_ends():
    setting = Setting(1, 5, "31", TODAY)
    chance = derive(5, "foreign")
    latest, earlier = foreign_passports(chance, setting, "AUS", date(1980, 5, 1))
    assert (latest.state, earlier.state) == ("VALID", "EXPIRED")
    assert earlier.issued_on < latest.issued_on < earlier.expires_on
    assert latest.number != earlier.number
    child = foreign_passports(chance, setting, "AUS", date(2024, 5, 1))
    assert len(child) == 1


def test_the_passport_at_a_day_is_the_latest_issued_by_then():
    papers = tuple(
        Passport(number, "AUS", date(year, 1, 1), date(year + 10, 1, 1), "VALID")
        for number, year in [("B2", 2020), ("A1", 2010)]
    )
    assert passport_at(papers, date(2021, 1, 1)).number == "B2"
    assert passport_at(papers, date(2015, 1, 1)).number == "A1"
    assert passport_at(papers, date(2005, 1, 1)) is None
