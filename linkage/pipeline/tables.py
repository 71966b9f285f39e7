"""Records and truths as CSV tables.

Records: a column `handle`, and any of `names`, `birth_date`,
`birth_date_precision`, `birth_date_imputed`, `birth_place`, `sex`, `niks`,
`passports`, `mother_name`, `address`; several values of one cell stand with `|`
between them. A truth: `agency`, `handle`, `person`, and any others, which are groups.

An error names the line, never what stands in it.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import cast

from linkage.cluster.clusters import RecordKey
from linkage.errors import RecordInvalid, TableInvalid
from linkage.record import PartialDate, Precision, Record, Sex

COLUMNS = frozenset(
    {
        "handle",
        "names",
        "birth_date",
        "birth_date_precision",
        "birth_date_imputed",
        "birth_place",
        "sex",
        "niks",
        "passports",
        "mother_name",
        "address",
    }
)
_TRUTH = ("agency", "handle", "person")
_PRECISION_OF_LENGTH = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}


def read_records(path: Path) -> Iterator[Record]:
    """Stream the records of a CSV file.

    Raises:
        TableInvalid: The file can't be read, lacks `handle`, has a column of
            another name, or a cell of the wrong shape.
    """
    for line, row in _rows(path, required=("handle",), known=COLUMNS):
        try:
            yield _record(row)
        except (RecordInvalid, KeyError, ValueError):
            # The cause is dropped: it could quote the cell.
            raise TableInvalid(
                f"Line {line} holds no valid record: {_wrong(row)}."
            ) from None


def _wrong(row: Mapping[str, str]) -> str:
    """Which cell of a row is none, and what it should be."""
    if not row["handle"]:
        return "its handle is empty"
    if (row.get("sex") or "M") not in {"M", "F"}:
        return "sex is neither M nor F nor empty"
    if row.get("birth_date_imputed", "").lower() not in _FLAGS:
        return "birth_date_imputed is neither true nor false nor empty"
    return "birth_date is not YYYY, YYYY-MM or YYYY-MM-DD, as its precision asks"


def read_truth(path: Path) -> dict[RecordKey, str]:
    """Whose record each one is, from a CSV file.

    Raises:
        TableInvalid: The file can't be read, or lacks a column.
    """
    rows = _rows(path, required=_TRUTH, known=None)
    return {RecordKey(row["agency"], row["handle"]): row["person"] for _, row in rows}


def read_groups(path: Path) -> dict[str, dict[RecordKey, str]]:
    """The other columns of a truth: for each, what every record has in it.

    Raises:
        TableInvalid: The file can't be read, or lacks a column.
    """
    groups: dict[str, dict[RecordKey, str]] = {}
    for _, row in _rows(path, required=_TRUTH, known=None):
        key = RecordKey(row["agency"], row["handle"])
        for column, cell in row.items():
            if column not in _TRUTH and cell:
                groups.setdefault(column, {})[key] = cell
    return groups


def _rows(
    path: Path, *, required: tuple[str, ...], known: frozenset[str] | None
) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = set(reader.fieldnames or ())
            check_names(columns, required, known)
            for row in reader:
                if None in row or None in row.values():
                    raise TableInvalid(
                        f"Line {reader.line_num} has another number of cells."
                    )
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableInvalid(
            "The table can't be read.", diagnostics=type(error).__name__
        ) from None


def check_names(
    columns: Collection[str], required: Collection[str], known: Collection[str] | None
) -> None:
    """Refuse a table whose columns are not what they should be.

    The message says what they should be and how many are not; a name could be a cell
    of a table without a header, and is not said.

    Raises:
        TableInvalid: A column is missing, or has another name.
    """
    missing = [name for name in required if name not in columns]
    if missing:
        raise TableInvalid(f"The table's first line lacks {', '.join(missing)}.")
    others = [name for name in columns if known is not None and name not in known]
    if others:
        allowed = ", ".join(sorted(known or ()))
        raise TableInvalid(
            f"{len(others)} of the table's columns are none of: {allowed}."
        )


def _record(row: Mapping[str, str]) -> Record:
    sex = row.get("sex") or None
    if sex not in {"M", "F", None}:
        raise ValueError
    return Record(
        handle=row["handle"],
        names=several(row.get("names", "")),
        birth_date=date_of(row),
        birth_place=row.get("birth_place") or None,
        sex=cast("Sex | None", sex),
        niks=several(row.get("niks", "")),
        passports=several(row.get("passports", "")),
        mother_name=row.get("mother_name") or None,
        address=row.get("address") or None,
    )


def date_of(row: Mapping[str, str]) -> PartialDate | None:
    """The birth date of a row.

    Raises:
        RecordInvalid, KeyError, ValueError: It is none.
    """
    value = row.get("birth_date", "")
    if not value:
        return None
    stated = row.get("birth_date_precision", "")
    precision = Precision(stated) if stated else _PRECISION_OF_LENGTH[len(value)]
    imputed = _FLAGS[row.get("birth_date_imputed", "").lower()]
    return PartialDate(value, precision, imputed)


def several(cell: str) -> tuple[str, ...]:
    """The values of a cell."""
    return tuple(value for value in cell.split("|") if value)
