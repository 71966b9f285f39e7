from functools import partial

import pytest

from linkage.encode.bulk import encode_batches
from linkage.encode.columns.encoder import ColumnEncoder
from linkage.encode.columns.table import from_table, to_table
from linkage.encode.columns.workers import HERE, encode_in_order
from linkage.encode.encoder import Encoder
from linkage.encode.tokens import KeyedTokens, no_tokens
from linkage.errors import RecordInvalid
from linkage.hazmat.keys import Purpose
from linkage.profile import Profile
from linkage.record import Record


def test_workers_give_batches_in_order(profile, secret, population_register):
    table = to_table(population_register)
    tables = [table.slice(at % 4, 1) for at in range(HERE + 7)]
    make = partial(
        ColumnEncoder, profile, secret, "1", KeyedTokens(secret, Purpose.TOKEN, "1")
    )
    made = list(encode_in_order(make, iter(tables), 2))
    alone = list(encode_in_order(make, iter(tables), 1))
    assert len(made) == HERE + 7
    assert made == alone


def test_a_short_source_starts_no_worker(profile, secret, population_register):
    def never_sent():
        return ColumnEncoder(profile, secret, "1", no_tokens)

    tables = [to_table(population_register)] * HERE
    assert len(list(encode_in_order(never_sent, tables, 2))) == HERE


def test_the_encoder_gives_tables_the_same_bytes(encoder, passport_office):
    (batch,) = encode_batches(encoder, [to_table(passport_office)])
    singles = [encoder.encode_one(record) for record in passport_office]
    assert batch.column("filter").to_pylist() == [each.filter for each in singles]
    assert batch.column("passport_tokens").to_pylist() == [
        list(each.passport_tokens) for each in singles
    ]


def test_without_identifiers_there_are_no_tokens(
    secret, shipped_profile_text, passport_office
):
    text = shipped_profile_text.replace("mode: keyed", "mode: none")
    encoder = Encoder(Profile.parse(text), secret, "1")
    (batch,) = encode_batches(encoder, [to_table(passport_office)])
    assert batch.column("nik_tokens").to_pylist() == [[]] * 3


def test_a_word_book_forgets_when_it_is_full(monkeypatch, profile, secret):
    monkeypatch.setattr("linkage.encode.columns.wordbook._LIMIT", 3)
    encoder = ColumnEncoder(profile, secret, "1", no_tokens)
    tables = [
        to_table([Record("r", names=(f"SITI NUR{at} HAYATI",))]) for at in range(4)
    ]
    once = [encoder.encode(table) for table in tables]
    assert [encoder.encode(table) for table in tables] == once


@pytest.mark.parametrize(
    "change", [{"sex": "X"}, {"birth_date_precision": "ERA"}, {"handle": ""}]
)
def test_a_row_that_is_no_record_is_refused(change, population_register):
    table = to_table(population_register[:1])
    rows = [table.to_pylist()[0] | change]
    with pytest.raises(RecordInvalid):
        from_table(type(table).from_pylist(rows, schema=table.schema))
