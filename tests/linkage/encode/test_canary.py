"""The canary records touch every step that could differ between two agencies."""

from linkage.encode.canary import CANARY_RECORDS
from linkage.encode.features import features, niks, passports
from linkage.profile import AttributeName


def test_every_attribute_stands_in_some_record():
    seen = {
        name
        for record in CANARY_RECORDS
        for name, values in features(record, ("07-01",)).items()
        if values
    }
    assert seen == set(AttributeName)


def test_tokens_of_several_numbers_are_among_them():
    assert any(len(niks(record)) > 1 for record in CANARY_RECORDS)
    assert any(passports(record) for record in CANARY_RECORDS)
