from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from subgraphs.population import nik
from subgraphs.population.households import BLOCK
from subgraphs.population.model import variation_model
from subgraphs.population.operators import dates, documents, slips, spelling, words
from subgraphs.population.people import block_people

NAMES = st.lists(
    st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9),
    min_size=1,
    max_size=5,
).map(" ".join)
DAYS = st.dates(date(1920, 1, 1), date(2025, 12, 31))
NIKS = st.builds(
    nik.compose,
    st.sampled_from(["317101", "930101", "110507"]),
    DAYS,
    st.sampled_from(["M", "F"]),
    st.integers(1, 9999),
)


@given(st.integers(0, 2**31), st.integers(0, 5000))
@settings(max_examples=12, deadline=None)
def test_a_block_is_its_people_in_order_and_nothing_else(seed, number):
    today = date(2026, 1, 15)
    people = list(block_people(seed, number, today, variation_model()))
    first = number * BLOCK
    assert [person.index for person in people] == list(range(first, first + BLOCK))
    assert people == list(block_people(seed, number, today, variation_model()))
    for person in people:
        assert person.birth.day <= today
        assert person.name.civil == person.name.civil.upper()
        if person.dual and person.cases:
            assert person.cases[0].filed_on >= person.birth.day.replace(day=1)


@given(NIKS)
def test_a_nik_stays_sixteen_digits(number):
    for copy in (
        nik.flip_sex(number),
        nik.renumber(number, 12),
        nik.with_prefix(number, "9101"),
        nik.without_serial(number),
        nik.retype(number, 3, "9"),
    ):
        assert len(copy) == 16
        assert copy.isdigit()


@given(DAYS, st.sampled_from(["M", "F"]), st.integers(1, 9999))
def test_a_nik_says_its_date_and_sex(day, sex, serial):
    number = nik.compose("317101", day, sex, serial)
    said = int(number[6:8])
    assert (said > 40) == (sex == "F")
    assert said % 40 == day.day % 40
    assert number[8:12] == f"{day:%m%y}"


@given(DAYS)
def test_wrong_dates_are_dates(day):
    assert dates.swap_day_month(dates.swap_day_month(day)) == day
    assert dates.transpose_year(dates.transpose_year(day)) in {
        day,
        dates.transpose_year(day),
    }
    assert dates.middle_of_month(day).day == 15


@given(NAMES, st.integers(0, 6))
def test_words_are_kept_by_what_only_moves_them(name, place):
    assert sorted(words.swap_words(name, place).split()) == sorted(name.split())
    joined = words.join_words(name, place)
    assert joined.replace(" ", "") == name.replace(" ", "")
    split = words.split_word(name, ("NUR", "A"))
    assert split.replace(" ", "") == name.replace(" ", "")


@given(NAMES)
def test_no_operator_leaves_an_empty_name(name):
    for written in (
        words.drop_leading_part(name),
        words.drop_word(name, 1),
        slips.delete(name, 0),
        documents.passport_form(name, 30),
        spelling.old_spelling(name),
        spelling.swap_sound(name, ("double", "single")),
    ):
        assert written.strip()


@given(NAMES, st.integers(1, 39))
def test_the_passport_form_is_short_plain_and_final(name, limit):
    written = documents.passport_form(name, limit)
    assert len(written) <= limit
    assert documents.passport_form(written, limit) == written
