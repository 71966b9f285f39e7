"""A data set: one source with duplicates, or two sources and more of the same people."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from linkage.pipeline.febrl4 import date_of_digits
from linkage.record import Record, Sex


@dataclass(frozen=True, slots=True)
class Source:
    """The records of one source, and whose they are."""

    records: list[Record]
    people: list[str]


Sources = Mapping[str, Source]
"""By agency."""

_SEXES: Final[dict[str, Sex]] = {"F": "F", "M": "M"}


def read_source(path: Path) -> Source:
    """A table of `peers/`: handle, person, names, birth_date (digits) and maybe sex."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = [
        Record(
            handle=row["handle"],
            names=(row["names"],) if row["names"] else (),
            birth_date=date_of_digits(row["birth_date"]),
            sex=_SEXES.get(row.get("sex", "")),
        )
        for row in rows
    ]
    return Source(records, [row["person"] for row in rows])
