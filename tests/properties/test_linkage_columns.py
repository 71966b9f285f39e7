"""Laws: the column encoder gives what the plain one gives, byte for byte."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linkage.cli.options import SHIPPED_PROFILE
from linkage.encode.columns.encoder import ColumnEncoder
from linkage.encode.columns.table import from_table, to_table
from linkage.encode.encoder import Encoder
from linkage.encode.tokens import KeyedTokens
from linkage.exchange.layout import SCHEMA
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.normalise.places import RENAMED
from linkage.normalise.vocabulary import (
    DEGREES,
    DOUBLE_TITLES,
    MUHAMMADS,
    PATRONYMICS,
    PLACE_KINDS,
    TITLES,
)
from linkage.profile import Profile
from linkage.record import PartialDate, Precision, Record

SECRET = LinkageSecret("laws", bytes(range(32)))
PROFILES = [
    Profile.load(SHIPPED_PROFILE.with_name(f"{name}.yaml"))
    for name in ("default", "plain")
]
TOKENS = KeyedTokens(SECRET, Purpose.TOKEN, "1")
ENCODERS = [
    (Encoder(each, SECRET, "1"), ColumnEncoder(each, SECRET, "1", TOKENS))
    for each in PROFILES
]

PIECES = sorted(
    {
        *("ALIAS", "ALS", "AKA", "A.K.A.", "@", "als.", "A/L", "d/o", "a/p", "S.H."),
        *("O'Neill", "Łukasz-Éva", "ﬁ", "王", "Toli-Toli", "M.", "m", "1", "007", "_x"),
        *("H.Moch.", ",", ", S.Kom", "Siti", "Soepriyanto", "Nur", "FNU", "B", "BB"),
        *("X\u00a0Y", "E\u0301va", "\x1c", "P\x1fQ", "İ", "ß"),
        *(word for pair in DOUBLE_TITLES for word in pair),
        *(word for old in RENAMED for word in old),
        *(TITLES | PATRONYMICS | DEGREES | PLACE_KINDS | MUHAMMADS),
    }
)
TEXTS = st.one_of(
    st.none(),
    st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(" .,'@/-\t"))).map(
        "".join
    ),
    st.text(st.characters(codec="utf-8"), max_size=12),
)
DATES = st.builds(
    lambda day, precision, cut, imputed: PartialDate(
        day.isoformat()[: max(cut, {"DAY": 10, "MONTH": 7, "YEAR": 4}[precision])],
        Precision(precision),
        imputed,
    ),
    st.one_of(
        st.dates(),
        st.sampled_from(["07-01", "12-31", "01-01"]).map(
            lambda day: date.fromisoformat(f"1951-{day}")
        ),
    ),
    st.sampled_from(["DAY", "MONTH", "YEAR"]),
    st.sampled_from([4, 7, 10]),
    st.booleans(),
)
NUMBERS = st.lists(
    st.one_of(
        st.text("0123456789", min_size=16, max_size=16),
        st.sampled_from(["1" * 16, "1234567890123456", "7371O105037IOOO1", "x1234567"]),
        st.text("0123456789OISBLabc -./²٣", max_size=40),
        st.text("0123456789X", min_size=30, max_size=34),
    ),
    max_size=3,
).map(tuple)
RECORDS = st.builds(
    Record,
    handle=st.text(st.characters(codec="utf-8"), min_size=1, max_size=5),
    names=TEXTS.map(lambda text: () if text is None else (text,)),
    birth_date=st.none() | DATES,
    birth_place=TEXTS,
    sex=st.sampled_from([None, "M", "F"]),
    niks=NUMBERS,
    passports=NUMBERS,
    mother_name=TEXTS,
    address=TEXTS,
)


@pytest.mark.parametrize("pair", ENCODERS, ids=["default", "plain"])
@example(records=[])
@example(records=[Record("only a handle")])
@example(records=[Record("r", names=("A " * 70,), address="Kota")])
@given(records=st.lists(RECORDS, max_size=8))
@settings(deadline=None, max_examples=60)
def test_columns_give_the_plain_encodings(pair, records):
    plain, columns = pair
    expected = [one for batch in plain.encode(records) for one in batch]
    made = columns.encode(to_table(records))
    assert made.schema == SCHEMA
    assert made.column("handle").to_pylist() == [each.handle for each in expected]
    assert made.column("filter").to_pylist() == [each.filter for each in expected]
    assert made.column("present").to_pylist() == [each.present for each in expected]
    for name in ("nik_tokens", "passport_tokens"):
        lists = [list(getattr(each, name)) for each in expected]
        assert made.column(name).to_pylist() == lists


@given(records=st.lists(RECORDS, max_size=4))
def test_a_table_gives_its_records_back(records):
    batch = to_table(records)
    assert to_table(from_table(batch)).column("niks") == batch.column("niks")
    for before, after in zip(records, from_table(batch), strict=True):
        assert after.handle == before.handle
        assert (after.names or ("",))[0] == (before.names or ("",))[0]
        assert after.birth_date == before.birth_date
        assert (after.sex, after.niks, after.passports, after.address) == (
            before.sex,
            before.niks,
            before.passports,
            before.address,
        )


def test_how_a_batch_is_cut_does_not_matter():
    records = [
        Record(f"r{at}", names=(f"SITI {at} HAYATI",), niks=(f"73710103710{at:05}",))
        for at in range(50)
    ]
    columns = ENCODERS[0][1]
    whole = columns.encode(to_table(records))
    table = to_table(records)
    parts = [columns.encode(table.slice(at, 7)) for at in range(0, 50, 7)]
    assert pa.Table.from_batches(parts).combine_chunks().to_batches()[0].equals(whole)
