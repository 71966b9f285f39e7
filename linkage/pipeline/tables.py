"""Records and truths as CSV tables.

Records: a column `handle`, and any of `names`, `birth_date`,
`birth_date_precision`, `birth_date_imputed`, `birth_place`, `sex`, `niks`,
`passports`, `mother_name`, `address`; several values of one cell stand with `|`
between them. A truth: `agency`, `handle`, `person`.

An error names the line, never what stands in it.
"""

import csv
from collections.abc import Iterator, Mapping
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
            raise TableInvalid(f"Line {line} holds no valid record.") from None


def read_truth(path: Path) -> dict[RecordKey, str]:
    """Whose record each one is, from a CSV file.

    Raises:
        TableInvalid: The file can't be read, or has other columns.
    """
    rows = _rows(path, required=_TRUTH, known=frozenset(_TRUTH))
    return {RecordKey(row["agency"], row["handle"]): row["person"] for _, row in rows}


def _rows(
    path: Path, *, required: tuple[str, ...], known: frozenset[str]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = set(reader.fieldnames or ())
            if not columns.issuperset(required) or not columns <= known:
                raise TableInvalid("The table has other columns than it should.")
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
