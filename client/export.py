"""A table as a file: JSON, CSV, Parquet or Excel.

Each file carries purpose, agreements and request ids, so that whoever finds it
later knows under what it was asked (UU 27/2022 art. 16 and 31).
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from client.errors import FormatUnknown
from client.tables import Cell, Empty, Table, plain

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
METADATA_KEY: Final = b"tautan"


def as_json(table: Table) -> str:
    """One object: `about`, `columns`, `rows`, and `empty` with the reasons."""
    return json.dumps(
        {
            "about": dict(table.about),
            "columns": list(table.columns),
            "rows": [
                {name: _json_cell(row[name]) for name in table.columns}
                for row in table.rows
            ],
            "empty": [
                {
                    name: str(cell)
                    for name in table.columns
                    if isinstance(cell := row[name], Empty)
                }
                for row in table.rows
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_csv(table: Table) -> str:
    """Comma-separated, after comment lines that say under what it was asked.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    text = io.StringIO()
    for name, value in table.about.items():
        text.write(f"# {name}: {json.dumps(value, ensure_ascii=False)}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([escape_formula(name) for name in table.columns])
    for row in table.rows:
        writer.writerow([_csv_cell(row[name]) for name in table.columns])
    return text.getvalue()


def write_table(table: Table, path: Path) -> None:
    """Writes the table in the format that the file's ending names.

    Raises:
        FormatUnknown: the ending is none of .json, .csv, .parquet, .xlsx.
    """
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise FormatUnknown(path.suffix)
    writer(table, path)


def escape_formula(text: str) -> str:
    """Text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _json_cell(cell: Cell) -> Any:
    return None if isinstance(cell, Empty) else cell


def _csv_cell(cell: Cell) -> str:
    value = str(cell) if isinstance(cell, Empty) else plain(cell)
    if value is None:
        return ""
    return escape_formula(value) if isinstance(value, str) else str(value)


def _spreadsheet_frame(table: Table) -> pd.DataFrame:
    return pd.DataFrame(
        [[_csv_cell(row[name]) for name in table.columns] for row in table.rows],
        columns=[escape_formula(name) for name in table.columns],
    )


def _write_parquet(table: Table, path: Path) -> None:
    arrow = pa.Table.from_pandas(
        table.frame().map(_scalar), preserve_index=False
    ).replace_schema_metadata({METADATA_KEY: json.dumps(dict(table.about)).encode()})
    pq.write_table(arrow, path)


def _scalar(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _write_excel(table: Table, path: Path) -> None:
    about = pd.DataFrame(
        [
            (name, json.dumps(value, ensure_ascii=False))
            for name, value in table.about.items()
        ],
        columns=["what", "value"],
    )
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        _spreadsheet_frame(table).to_excel(book, sheet_name="answer", index=False)
        about.to_excel(book, sheet_name="about", index=False)


_WRITERS: Final[Mapping[str, Callable[[Table, Path], None]]] = {
    ".json": lambda table, path: _write_text(path, as_json(table)),
    ".csv": lambda table, path: _write_text(path, as_csv(table)),
    ".parquet": _write_parquet,
    ".xlsx": _write_excel,
}


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
