"""The canary search finds what is planted in each kind of place, and only that."""

import base64
import json
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tautan.demo.canary import Needles, search

NIK = "3273010101900001"


@pytest.fixture
def needles():
    needles = Needles()
    needles.add("nik", NIK)
    needles.add("passport", "X1234567")
    needles.add("name", "Siti Aminah")
    needles.add("name", "Budi")
    return needles


def kinds(tmp_path, needles):
    return [finding.kind for finding in search([tmp_path], needles)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f'{{"nik":"{NIK}"}}', ["nik"]),
        (f"9{NIK}9", ["nik"]),
        ("passport X1234567.", ["passport"]),
        ("Hello SITI AMINAH of Bandung", ["name"]),
        ('{"fullName":"Budi","sex":"M"}', ["name"]),
        ("\x01\x02Budi\x03\x04", []),
        ("\x01\x02Siti Aminah\x03\x04", ["name"]),
        ("KeyError: 'Siti Aminah'", ["name"]),
        ("no row for Siti Aminah, Budiman.", ["name"]),
        ("who=Siti Aminah code=1", ["name"]),
        ("/people/Siti Aminah/cases", ["name"]),
        ("it was, as they all said, 'Budi', of course", ["name"]),
        ("xBudix Budiman", []),
        ("aGVsbG8_Budi-rest", []),
        ("eX1234567e", []),
        ("1234567890123456", []),
    ],
)
def test_finds_in_text(tmp_path, needles, text, found):
    (tmp_path / "log").write_text(text)
    assert kinds(tmp_path, needles) == found


def test_finds_inside_a_token(tmp_path, needles):
    payload = base64.urlsafe_b64encode(json.dumps({"sub": "Siti Aminah"}).encode())
    (tmp_path / "capture").write_bytes(b"Bearer " + payload.rstrip(b"="))
    assert kinds(tmp_path, needles) == ["name inside a token"]


def test_finds_in_a_database(tmp_path, needles):
    with sqlite3.connect(tmp_path / "links.sqlite") as database:
        database.execute("CREATE TABLE t (v TEXT)")
        database.execute("INSERT INTO t VALUES (?)", (NIK,))
    assert "nik" in kinds(tmp_path, needles)


def test_finds_a_short_name_in_a_cell_and_none_among_its_bytes(tmp_path, needles):
    path = tmp_path / "links.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE budi (v TEXT)")
        database.execute("INSERT INTO budi VALUES ('a text that is long enough')")
    assert kinds(tmp_path, needles) == []
    with sqlite3.connect(path) as database:
        database.execute("INSERT INTO budi VALUES ('Budi')")
    assert "name" in kinds(tmp_path, needles)


def test_finds_in_compressed_parquet(tmp_path, needles):
    table = pa.table({"handle": [NIK] * 1000})
    pq.write_table(table, tmp_path / "e.parquet", compression="zstd")
    assert kinds(tmp_path, needles).count("nik") >= 1000


def test_a_short_name_among_listed_bytes_is_chance(tmp_path, needles):
    among = [b"\xff?Budi?" + bytes(range(128, 160))]
    pq.write_table(pa.table({"tokens": [among]}), tmp_path / "e.parquet")
    assert kinds(tmp_path, needles) == []


def test_finds_a_name_listed_in_parquet(tmp_path, needles):
    table = pa.table({"tokens": [[b"\x01Siti Aminah\x02"]] * 1000})
    pq.write_table(table, tmp_path / "e.parquet", compression="zstd")
    assert kinds(tmp_path, needles).count("name") >= 1000


def test_finds_across_block_borders(tmp_path, needles, monkeypatch):
    monkeypatch.setattr("tautan.demo.canary.CHUNK", 64)
    monkeypatch.setattr("tautan.demo.canary.OVERLAP", 32)
    (tmp_path / "log").write_text("." * 56 + NIK + "." * 50)
    assert "nik" in kinds(tmp_path, needles)


def test_a_finding_never_shows_the_value(tmp_path, needles):
    (tmp_path / "log").write_text(NIK)
    assert NIK not in repr(list(search([tmp_path], needles)))


def test_names_that_are_public_words_are_left_out_and_counted(tmp_path, needles):
    (tmp_path / "log").write_text("the case of Budi and of Siti Aminah")
    assert needles.leave_out(["a budi tree"]) == 1
    assert kinds(tmp_path, needles) == ["name"]
