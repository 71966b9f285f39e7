"""A file that is not exactly what a writer made is refused whole."""

import json
from dataclasses import asdict, replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from linkage.encode.encoder import Encoder
from linkage.errors import (
    EncodingsCorrupt,
    EpochMismatch,
    ProfileMismatch,
    SecretMismatch,
)
from linkage.exchange.encoding import Encoding, Header
from linkage.exchange.layout import METADATA_KEY, SCHEMA, ContentDigest
from linkage.exchange.reader import _check_batch, read_encodings, require
from linkage.exchange.writer import write_encodings
from linkage.hazmat.keys import LinkageSecret
from linkage.profile import Profile


@pytest.fixture
def written(tmp_path, encoder, population_register):
    path = tmp_path / "a.parquet"
    write_encodings(path, encoder.header("a"), encoder.encode(population_register))
    return path


def digest_of(batch, header):
    digest = ContentDigest()
    digest.update(batch)
    return digest.finish(Header(**header), batch.num_rows)


def forge(path, batch, header, **wrong):
    """Write as our writer does, with something wrong."""
    rows, digest = wrong.pop("rows", None), wrong.pop("digest", None)
    schema = wrong.pop("schema", SCHEMA)
    text = json.dumps(
        {
            **header,
            "rows": batch.num_rows if rows is None else rows,
            "digest": digest or digest_of(batch, header),
        }
    )
    settings = {"compression": "NONE", "use_dictionary": False, **wrong}
    with pq.ParquetWriter(path, schema, **settings) as writer:
        writer.write_batch(batch)
        writer.add_key_value_metadata({METADATA_KEY: text.encode()})


def batch_of(encoder, records):
    encodings = [encoder.encode_one(record) for record in records]
    columns = zip(
        *(
            (one.handle, one.filter, one.present, one.nik_tokens, one.passport_tokens)
            for one in encodings
        ),
        strict=True,
    )
    arrays = [
        pa.array(list(column), field.type)
        for column, field in zip(columns, SCHEMA, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


@pytest.fixture
def batch(encoder, population_register):
    return batch_of(encoder, population_register)


@pytest.fixture
def header(encoder):
    return asdict(encoder.header("a"))


def refused(path):
    with pytest.raises(EncodingsCorrupt) as error:
        read_encodings(path)
    return error.value


def test_the_forger_can_write_a_good_file(tmp_path, batch, header):
    """The control: forged without a fault, a file is read."""
    forge(tmp_path / "a", batch, header)
    assert len(read_encodings(tmp_path / "a")) == 4


def test_what_is_no_parquet_is_refused(tmp_path):
    for number, content in enumerate((b"", b"PAR1", b"hello" * 100, b"PAR1" * 50)):
        path = tmp_path / str(number)
        path.write_bytes(content)
        refused(path)
    refused(tmp_path / "nowhere")
    refused(tmp_path)


def test_a_file_of_others_is_refused(tmp_path):
    pq.write_table(pa.table({"x": [1]}), tmp_path / "a")
    assert "no header" in str(refused(tmp_path / "a"))


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_cut_file_is_refused(written, keep):
    content = written.read_bytes()
    written.write_bytes(content[: int(len(content) * keep)])
    refused(written)


def test_another_format_version_is_refused(tmp_path, batch, header):
    forge(tmp_path / "a", batch, {**header, "format_version": 2})
    assert "format version" in str(refused(tmp_path / "a"))


@pytest.mark.parametrize(
    "change",
    [{"epoch": 5}, {"epoch": ""}, {"profile_version": "1"}, {"profile_version": True}],
)
def test_a_header_of_wrong_types_is_refused(tmp_path, batch, header, change):
    forge(tmp_path / "a", batch, {**header, **change}, digest="0" * 64)
    assert "wrong type" in str(refused(tmp_path / "a"))


def test_a_header_with_other_keys_is_refused(tmp_path, batch, header):
    forge(tmp_path / "a", batch, {**header, "key": "secret"}, digest="0" * 64)
    forge(
        tmp_path / "b",
        batch,
        {name: value for name, value in header.items() if name != "epoch"},
        digest="0" * 64,
    )
    refused(tmp_path / "a")
    refused(tmp_path / "b")


@pytest.mark.parametrize("name", ["profile_id", "epoch", "agency", "canary"])
def test_a_header_changed_afterwards_is_refused(tmp_path, batch, header, name):
    """The digest covers the header: nobody relabels a file."""
    true = digest_of(batch, header)
    forge(tmp_path / "a", batch, {**header, name: "another"}, digest=true)
    assert "digest" in str(refused(tmp_path / "a"))


def test_other_columns_are_refused(tmp_path, batch, header):
    schema = SCHEMA.set(2, pa.field("present", pa.int32(), nullable=False))
    arrays = list(batch.columns)
    arrays[2] = arrays[2].cast(pa.int32())
    other = pa.RecordBatch.from_arrays(arrays, schema=schema)
    forge(tmp_path / "a", other, header, schema=schema, digest="0" * 64)
    assert "other columns" in str(refused(tmp_path / "a"))


def test_a_wrong_row_count_is_refused(tmp_path, batch, header):
    forge(tmp_path / "a", batch, header, rows=3)
    assert "number of rows" in str(refused(tmp_path / "a"))


def test_a_compressed_file_is_refused(tmp_path, batch, header):
    """A few bytes that unpack to gigabytes stay unopened."""
    forge(tmp_path / "a", batch, header, compression="zstd")
    error = str(refused(tmp_path / "a"))
    assert "compressed" in error or "shorter" in error


def test_a_file_that_claims_more_than_it_holds_is_refused(tmp_path, header):
    empty = pa.RecordBatch.from_arrays(
        [
            pa.array([str(at) for at in range(5000)], pa.string()),
            pa.array([bytes(128)] * 5000, pa.binary(128)),
            pa.array([0] * 5000, pa.uint16()),
            *(pa.array([[]] * 5000, SCHEMA.field(at).type) for at in (3, 4)),
        ],
        schema=SCHEMA,
    )
    forge(tmp_path / "a", empty, header, use_dictionary=True)
    assert "shorter" in str(refused(tmp_path / "a"))


@pytest.mark.parametrize("handles", [["x", "x", "y", "z"], ["", "x", "y", "z"]])
def test_a_handle_twice_or_empty_is_refused(tmp_path, batch, header, handles):
    changed = batch.set_column(0, SCHEMA.field("handle"), pa.array(handles))
    forge(tmp_path / "a", changed, header)
    assert "handle" in str(refused(tmp_path / "a"))


def test_a_changed_bit_is_refused(tmp_path, batch, header):
    true = digest_of(batch, header)
    filters = batch.column("filter").to_pylist()
    filters[2] = bytes([filters[2][0] ^ 1]) + filters[2][1:]
    changed = batch.set_column(
        1, SCHEMA.field("filter"), pa.array(filters, pa.binary(128))
    )
    forge(tmp_path / "a", changed, header, digest=true)
    assert "digest" in str(refused(tmp_path / "a"))


def test_a_null_is_refused(tmp_path, batch, header):
    loose = pa.schema([field.with_nullable(nullable=True) for field in SCHEMA])
    present = pa.array([1, None, 3, 4], pa.uint16())
    arrays = [present if at == 2 else batch.column(at) for at in range(5)]
    changed = pa.RecordBatch.from_arrays(arrays, schema=loose)
    forge(tmp_path / "a", changed, header, schema=loose, digest="0" * 64)
    refused(tmp_path / "a")


@pytest.mark.parametrize("column", [2, 3])
def test_a_null_behind_a_schema_without_nulls_is_refused(batch, column):
    values = {
        2: pa.array([1, None, 3, 4], pa.uint16()),
        3: pa.array([[None], [], [], []], SCHEMA.field(3).type),
    }
    arrays = [values[at] if at == column else batch.column(at) for at in range(5)]
    with pytest.raises((EncodingsCorrupt, pa.ArrowInvalid)):
        _check_batch(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA))


def test_refusals_name_no_content(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"PAR1 Slamet 7371010503710001 PAR1")
    error = refused(path)
    assert "Slamet" not in str(error) + error.diagnostics
    assert error.__cause__ is None


def test_a_header_of_another_profile_epoch_or_secret_is_refused(
    encoder, profile, shipped_profile_text
):
    header = encoder.header("a")
    require(header, profile, epochs={"2026-1"}, canary=header.canary)
    require(header, profile, epochs={"2026-1", "2026-2"}, canary=None)
    with pytest.raises(EpochMismatch):
        require(header, profile, epochs={"2026-2"}, canary=None)
    other = Encoder(profile, LinkageSecret("tests", bytes(32)), "2026-1")
    with pytest.raises(SecretMismatch):
        require(header, profile, epochs={"2026-1"}, canary=other.canary)
    version_2 = Profile.parse(shipped_profile_text.replace("version: 2", "version: 9"))
    with pytest.raises(ProfileMismatch):
        require(header, version_2, epochs={"2026-1"}, canary=header.canary)
    renamed = replace(header, profile_fingerprint="0" * 64)
    with pytest.raises(ProfileMismatch):
        require(renamed, profile, epochs={"2026-1"}, canary=header.canary)


def test_an_encoding_of_another_length_is_not_written(tmp_path, encoder):
    with pytest.raises(pa.ArrowInvalid):
        write_encodings(
            tmp_path / "a", encoder.header("a"), [[Encoding("h", b"short", 1)]]
        )
    assert not list(tmp_path.iterdir())
