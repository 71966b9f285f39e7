"""The registers that a review looks at: an agency's records, and whose they are.

A review needs to know which records are of one person, to tell how many links are
found. The truth of invented registers is known; of real ones a table can say it. Where
nobody can say, each register is compared with a copy of itself in which clerks have
slipped (`copies.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from linkage.cluster.clusters import RecordKey
from linkage.errors import TableInvalid
from linkage.pipeline.tables import read_records, read_truth
from linkage.record import Record

FEWEST = 100
"""Records below which a register says nothing about attacks on large ones."""


@dataclass(frozen=True, slots=True)
class Register:
    """An agency's records."""

    agency: str
    records: Sequence[Record]
    people: Sequence[str] | None
    """Whose record each one is; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class Registers:
    """All that a review looks at."""

    all: tuple[Register, ...]
    invented: bool
    """No real person stands in them."""

    @property
    def largest(self) -> Register:
        """The one that is attacked."""
        return max(self.all, key=lambda one: len(one.records))

    @property
    def records(self) -> int:
        """In all registers together."""
        return sum(len(each.records) for each in self.all)


def read_registers(files: Sequence[Path], truth: Path | None) -> Registers:
    """Registers from CSV files; each is named after its file.

    Args:
        files: At least one; columns as in `pipeline.tables`.
        truth: A table of `agency`, `handle`, `person`; the agency is the file's name
            without its ending.

    Raises:
        TableInvalid: A file can't be read or is too small, two have one name, or the
            truth lacks a record.
    """
    names = [file.stem for file in files]
    if len(set(names)) != len(names):
        raise TableInvalid("Two tables have one name, and so are of one agency.")
    people = read_truth(truth) if truth else None
    found = tuple(_read(file, people) for file in files)
    registers = Registers(found, invented=False)
    if len(registers.largest.records) < FEWEST:
        raise TableInvalid(f"No table has {FEWEST} records or more to be attacked.")
    return registers


def _read(file: Path, people: Mapping[RecordKey, str] | None) -> Register:
    records = tuple(read_records(file))
    if people is None:
        return Register(file.stem, records, None)
    try:
        whose = tuple(people[RecordKey(file.stem, each.handle)] for each in records)
    except KeyError:
        # The cause is dropped: it quotes a handle.
        raise TableInvalid(f"The truth lacks a record of {file.stem}.") from None
    return Register(file.stem, records, whose)
