import numpy as np
import pyarrow.parquet as pq
import pytest

from linkage.exchange.encoding import Encoding
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import write_encodings


def test_what_was_written_is_read(tmp_path, encoder, population_register):
    encodings = [encoder.encode_one(record) for record in population_register]
    path = tmp_path / "a.parquet"
    rows = write_encodings(path, encoder.header("a"), [encodings[:3], encodings[3:]])
    file = read_encodings(path)
    assert rows == len(file) == 4
    assert file.header == encoder.header("a")
    assert [file.encoding(at) for at in range(4)] == encodings


def test_batches_do_not_show_in_what_is_read(tmp_path, encoder, passport_office):
    encodings = [encoder.encode_one(record) for record in passport_office]
    for name, batches in (
        ("one", [encodings]),
        ("many", [[each] for each in encodings]),
    ):
        write_encodings(tmp_path / name, encoder.header("a"), batches)
    one, many = (read_encodings(tmp_path / name) for name in ("one", "many"))
    assert np.array_equal(one.filters, many.filters)
    assert np.array_equal(one.passport_tokens.offsets, many.passport_tokens.offsets)
    assert [one.encoding(at) for at in range(3)] == [
        many.encoding(at) for at in range(3)
    ]


@pytest.mark.parametrize("batches", [[], [[]]])
def test_an_empty_file_is_a_file(tmp_path, encoder, batches):
    assert write_encodings(tmp_path / "a", encoder.header("a"), batches) == 0
    file = read_encodings(tmp_path / "a")
    assert len(file) == 0
    assert file.filters.shape == (0, 16)
    assert file.nik_tokens.offsets.tolist() == [0]


def test_bits_keep_their_places(tmp_path, encoder):
    bits = (1 << 0 | 1 << 63 | 1 << 64 | 1 << 1023).to_bytes(128, "little")
    write_encodings(tmp_path / "a", encoder.header("a"), [[Encoding("h", bits, 1)]])
    words = read_encodings(tmp_path / "a").filters[0]
    assert words[0] == 1 | 1 << 63
    assert words[1] == 1
    assert words[15] == 1 << 63


def test_tokens_with_zero_bytes_survive(tmp_path, encoder):
    tokens = (bytes(16), b"\0" * 15 + b"\1", b"\1" + b"\0" * 15)
    encoding = Encoding("h", bytes(128), 0, nik_tokens=tokens)
    write_encodings(tmp_path / "a", encoder.header("a"), [[encoding]])
    assert read_encodings(tmp_path / "a").nik_tokens.row(0) == tokens


def test_other_tools_can_read_the_columns(tmp_path, encoder, population_register):
    write_encodings(
        tmp_path / "a", encoder.header("a"), encoder.encode(population_register)
    )
    table = pq.read_table(tmp_path / "a")
    assert table.column_names == [
        "handle",
        "filter",
        "present",
        "nik_tokens",
        "passport_tokens",
    ]
    assert table["handle"].to_pylist() == ["r1", "r2", "r3", "r4"]


def test_no_name_or_number_stands_in_the_file(tmp_path, encoder, passport_office):
    write_encodings(
        tmp_path / "a", encoder.header("a"), encoder.encode(passport_office)
    )
    content = (tmp_path / "a").read_bytes()
    for record in passport_office:
        for value in (*record.names, *record.niks, *record.passports):
            assert value.encode() not in content


def test_a_failing_source_leaves_the_old_file_and_nothing_else(tmp_path, encoder):
    path = tmp_path / "a"
    write_encodings(path, encoder.header("a"), [])
    before = path.read_bytes()

    def failing():
        yield [Encoding("h", bytes(128), 0)]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_encodings(path, encoder.header("a"), failing())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a"]
