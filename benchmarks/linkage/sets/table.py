"""A data set: one source with duplicates, or two sources and more of the same people."""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from linkage.errors import RecordInvalid
from linkage.record import PartialDate, Precision, Record


@dataclass(frozen=True, slots=True)
class Source:
    """The records of one source, and whose they are."""

    records: list[Record]
    people: list[str]


Sources = Mapping[str, Source]
"""By agency."""


def read_source(path: Path) -> Source:
    """A table of `peers/`: handle, person, names, birth_date (digits) and maybe sex."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = [
        Record(
            handle=row["handle"],
            names=(row["names"],) if row["names"] else (),
            birth_date=date_of_digits(row["birth_date"]),
            sex="F"
            if row.get("sex") == "F"
            else "M"
            if row.get("sex") == "M"
            else None,
        )
        for row in rows
    ]
    return Source(records, [row["person"] for row in rows])


def date_of_digits(digits: str) -> PartialDate | None:
    """`19151111`; of a date that is none the year is kept if it is one."""
    if not re.match(r"[0-9]{4}", digits):
        return None
    try:
        return PartialDate(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except RecordInvalid:
        return PartialDate(digits[:4], Precision.YEAR)
