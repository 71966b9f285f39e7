"""The reader under fire: any file is read whole or refused, and never crashes."""

import io
import json
from dataclasses import asdict

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage.errors import EncodingsCorrupt
from linkage.exchange.encoding import Encoding, Header
from linkage.exchange.layout import METADATA_KEY
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
HEADER = Header("default", 1, "f" * 64, "2026-1", "dukcapil", "c" * 64)
TOKENS = st.lists(st.binary(min_size=16, max_size=16), max_size=3).map(tuple)
ENCODINGS = st.lists(
    st.builds(
        Encoding,
        handle=st.text(min_size=1, max_size=8),
        filter=st.binary(min_size=128, max_size=128),
        present=st.integers(0, 2**16 - 1),
        nik_tokens=TOKENS,
        passport_tokens=TOKENS,
    ),
    max_size=6,
    unique_by=lambda encoding: encoding.handle,
)
SAMPLE = [
    Encoding(f"h{at}", bytes([at] * 128), at, (bytes([at] * 16),), ())
    for at in range(40)
]


@QUICK
@given(ENCODINGS, st.integers(1, 3))
def test_reading_undoes_writing(tmp_path, encodings, size):
    batches = [encodings[at : at + size] for at in range(0, len(encodings), size)]
    write_encodings(tmp_path / "a", HEADER, batches)
    file = read_encodings(tmp_path / "a")
    assert [file.encoding(at) for at in range(len(file))] == encodings
    assert file.header == HEADER


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "a"
    write_encodings(path, HEADER, [SAMPLE[:25], SAMPLE[25:]])
    return path.read_bytes()


def read_or_refuse(path, content):
    """The file as it was, or a refusal; nothing between, and no other error."""
    path.write_bytes(content)
    try:
        file = read_encodings(path)
    except EncodingsCorrupt:
        return False
    assert file.header == HEADER
    assert [file.encoding(at) for at in range(len(file))] == SAMPLE
    return True


@QUICK
@given(st.data())
def test_a_file_with_changed_bytes_is_itself_or_refused(tmp_path, sample, data):
    content = bytearray(sample)
    places = st.integers(0, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    read_or_refuse(tmp_path / "a", bytes(content))


@QUICK
@given(st.data())
def test_a_file_with_a_changed_footer_is_itself_or_refused(tmp_path, sample, data):
    """Most of what a reader believes stands in the last bytes."""
    content = bytearray(sample)
    footer = int.from_bytes(sample[-8:-4], "little") + 8
    places = st.integers(len(content) - footer, len(content) - 1)
    for place in data.draw(st.lists(places, min_size=1, max_size=4)):
        content[place] = data.draw(st.integers(0, 255))
    read_or_refuse(tmp_path / "a", bytes(content))


@QUICK
@given(st.data())
def test_a_file_cut_or_grown_is_refused(tmp_path, sample, data):
    at = data.draw(st.integers(0, len(sample) - 1))
    assert not read_or_refuse(tmp_path / "a", sample[:at])
    grown = sample + data.draw(st.binary(min_size=1, max_size=64))
    read_or_refuse(tmp_path / "a", grown)
    inserted = sample[:at] + data.draw(st.binary(min_size=1, max_size=9)) + sample[at:]
    read_or_refuse(tmp_path / "a", inserted)


@QUICK
@given(st.binary(max_size=300))
def test_noise_is_refused(tmp_path, noise):
    for content in (noise, b"PAR1" + noise + b"PAR1"):
        assert not read_or_refuse(tmp_path / "a", content)


@QUICK
@given(
    st.sampled_from([*sorted(asdict(HEADER)), "rows", "digest"]),
    st.one_of(
        st.none(), st.integers(), st.text(), st.lists(st.integers()), st.floats()
    ),
)
def test_a_header_with_any_other_value_is_refused(tmp_path, sample, name, value):
    with pq.ParquetFile(io.BytesIO(sample)) as file:
        text = file.metadata.metadata[METADATA_KEY]
        table = file.read()
    known = {**asdict(HEADER), "rows": len(SAMPLE)}
    if known.get(name) == value and type(known.get(name)) is type(value):
        return
    changed = with_value(text, name, value)
    with pq.ParquetWriter(
        tmp_path / "a", table.schema, compression="NONE", use_dictionary=False
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({METADATA_KEY: changed})
    with pytest.raises(EncodingsCorrupt):
        read_encodings(tmp_path / "a")


def with_value(text, name, value):
    return json.dumps({**json.loads(text), name: value}).encode()


def test_the_sample_itself_is_read(tmp_path, sample):
    """The control of the fuzz tests: unchanged, the file is no refusal."""
    assert read_or_refuse(tmp_path / "a", sample)
