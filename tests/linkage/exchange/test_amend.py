"""Records taken out of a file are gone from its bytes; the rest is as it was."""

import pytest

from linkage.exchange.amend import amend
from linkage.exchange.reader import read_encodings
from linkage.exchange.writer import as_batch, write_encodings


@pytest.fixture
def made(encoder, population_register):
    return [encoder.encode_one(record) for record in population_register]


@pytest.fixture
def path(tmp_path, encoder, made):
    file = tmp_path / "a.parquet"
    write_encodings(file, encoder.header("a"), [made[:2], made[2:]])
    return file


def content(path):
    file = read_encodings(path)
    return {file.handles[row]: file.encoding(row) for row in range(len(file))}


def test_a_record_is_taken_out(path, made):
    gone, *rest = made
    assert amend(path, {gone.handle, "not there"}) == len(rest)
    assert content(path) == {each.handle: each for each in rest}
    raw = path.read_bytes()
    assert gone.filter not in raw
    assert rest[0].filter in raw
    assert [each.name for each in path.parent.iterdir()] == ["a.parquet"]


def test_the_last_record_can_go(path, made):
    assert amend(path, {each.handle for each in made}) == 0
    assert content(path) == {}


def test_a_record_is_put_in_the_place_of_what_it_was(path, made):
    first, second, *_ = made
    changed = type(first)(first.handle, second.filter, second.present)
    new = type(first)("new", first.filter, first.present, first.nik_tokens)
    amend(path, (), [as_batch([changed, new])])
    expected = {each.handle: each for each in made}
    assert content(path) == {**expected, first.handle: changed, "new": new}


def test_nothing_taken_out_is_the_same_file(path, encoder, made):
    amend(path, ())
    assert content(path) == {each.handle: each for each in made}
    assert read_encodings(path).header == encoder.header("a")
