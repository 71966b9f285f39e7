import pytest

from linkage.encode.features import features, niks, passports
from linkage.profile import AttributeName
from linkage.record import PartialDate, Precision, Record

DEFAULTS = ("01-01", "07-01", "12-31")


def of(record, name):
    return features(record, DEFAULTS)[name]


def test_words_become_padded_bigrams_each_once():
    record = Record("r", names=("ANA NA",))
    assert of(record, AttributeName.NAME) == ("AN", "A_", "NA", "_A", "_N")


def test_only_the_first_name_counts():
    one, two = Record("r", names=("ANA",)), Record("r", names=("ANA", "OTHER"))
    assert of(one, AttributeName.NAME) == of(two, AttributeName.NAME)


def test_a_muhammad_is_one_feature():
    record = Record("r", names=("Moch. Ana",))
    assert of(record, AttributeName.NAME) == ("AN", "A_", "MUHAMMAD", "NA", "_A")


def test_a_year_has_the_whole_and_its_digits():
    record = Record("r", birth_date=PartialDate("1951", Precision.YEAR))
    assert of(record, AttributeName.BIRTH_YEAR) == ("1951", "195.", "..5.", "...1")
    assert of(record, AttributeName.BIRTH_DAY) == ()


def test_a_swap_of_day_and_month_keeps_half_of_the_features():
    right = Record("r", birth_date=PartialDate("1951-03-09"))
    swapped = Record("r", birth_date=PartialDate("1951-09-03"))
    one, other = (set(of(each, AttributeName.BIRTH_DAY)) for each in (right, swapped))
    assert one == {"03/09", "03+09", "d09", "m03"}
    assert one & other == {"03/09", "03+09"}


def test_a_default_day_has_a_year_alone():
    record = Record("r", birth_date=PartialDate("1951-07-01"))
    assert of(record, AttributeName.BIRTH_YEAR)
    assert not of(record, AttributeName.BIRTH_DAY)


def test_a_nik_has_its_region_and_serial_at_their_places():
    record = Record("r", niks=("7371010503710001", "1111222233334444"))
    found = of(record, AttributeName.NIK)
    assert found[:6] == ("0:7", "1:3", "2:7", "3:1", "4:0", "5:1")
    assert found[6:] == ("12:0", "13:0", "14:0", "15:1")


def test_another_number_has_all_its_digits():
    assert len(of(Record("r", niks=("4066625",)), AttributeName.NIK)) == 7


def test_the_rest_stands_as_it_is():
    record = Record(
        "r",
        sex="F",
        passports=("X1234567",),
        birth_place="Solo",
        mother_name="Ana",
        address="Jl. Ana 5",
    )
    assert of(record, AttributeName.SEX) == ("F",)
    assert of(record, AttributeName.PASSPORT)[:2] == ("0:X", "1:1")
    assert of(record, AttributeName.BIRTH_PLACE) == ("LO", "OL", "O_", "SO", "_S")
    assert of(record, AttributeName.MOTHER_NAME) == ("AN", "A_", "NA", "_A")
    assert "_5" in of(record, AttributeName.ADDRESS)


def test_a_record_without_anything_has_no_features():
    assert not any(features(Record("r"), DEFAULTS).values())


@pytest.mark.parametrize("find", [niks, passports])
def test_numbers_stand_once_in_their_order_without_placeholders(find):
    values = ("A1112223 ", "0000000", "B4445556", "a-1112223")
    record = Record("r", niks=values, passports=values)
    found = find(record)
    assert len(found) == 2
    assert found[0].endswith("1112223")
