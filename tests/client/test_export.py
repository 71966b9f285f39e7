"""Each export carries what it was asked under, and no spreadsheet runs a cell."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq
import pytest

from client.errors import FormatUnknown
from client.export import METADATA_KEY, as_csv, as_json, escape_formula, write_table
from client.tables import Empty, Table, Why

ABOUT = {"purpose": "LOSS_FOLLOW_UP", "agreements": ["PKS-1"], "requestIds": ["r1"]}


@pytest.fixture
def table():
    return Table(
        ("name", "state"),
        (
            {"name": "=HYPERLINK(1)", "state": "ACTIVE"},
            {"name": "Siti", "state": Empty(Why.NONE_FOUND)},
            {"name": {"value": "1970-07-01", "imputed": True}, "state": None},
        ),
        about=ABOUT,
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_starts_are_escaped(start):
    assert escape_formula(f"{start}1") == f"'{start}1"
    assert escape_formula(f"a{start}1") == f"a{start}1"


def test_csv(table):
    lines = as_csv(table).splitlines()
    assert [line for line in lines if line.startswith("#")] == [
        '# purpose: "LOSS_FOLLOW_UP"',
        '# agreements: ["PKS-1"]',
        '# requestIds: ["r1"]',
    ]
    rows = list(csv.reader(io.StringIO("\n".join(lines[3:]))))
    assert rows == [
        ["name", "state"],
        ["'=HYPERLINK(1)", "ACTIVE"],
        ["Siti", "(none found)"],
        ["1970-07-01", ""],
    ]


def test_json(table):
    read = json.loads(as_json(table))
    assert read["about"] == ABOUT
    assert read["rows"][1] == {"name": "Siti", "state": None}
    assert read["empty"] == [{}, {"state": "(none found)"}, {}]
    assert read["rows"][2]["name"]["imputed"] is True


def test_parquet(table, tmp_path):
    write_table(table, tmp_path / "t.parquet")
    read = pq.read_table(tmp_path / "t.parquet")
    assert json.loads(read.schema.metadata[METADATA_KEY]) == ABOUT
    assert read.column("state").to_pylist() == ["ACTIVE", None, None]


def test_excel(table, tmp_path):
    write_table(table, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book["answer"]["A2"].value == "'=HYPERLINK(1)"
    assert book["answer"]["A2"].data_type == "s"
    about = {row[0].value: row[1].value for row in book["about"].iter_rows(min_row=2)}
    assert json.loads(about["agreements"]) == ["PKS-1"]


def test_text_files(table, tmp_path):
    write_table(table, tmp_path / "t.csv")
    write_table(table, tmp_path / "t.json")
    assert (tmp_path / "t.csv").read_text() == as_csv(table)
    assert (tmp_path / "t.json").read_text() == as_json(table)


def test_an_unknown_ending_is_refused_and_writes_nothing(table, tmp_path):
    with pytest.raises(FormatUnknown):
        write_table(table, tmp_path / "t.doc")
    assert list(tmp_path.iterdir()) == []
