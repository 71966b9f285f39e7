"""The rows of a saved question: stacked, judged, computed, compared.

`client.tables` makes rows of any answer; this module does what the front matter
of a question says beyond that (docs/reference/questions.md).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from client.tables import Cell, Empty, Row, Why, plain, rows_of
from protocol.question_records import Asserters, FrontMatter, Keep

Json = Any
SOURCE_COLUMN: Final = "source"
_KNOWN: Final = {"DAY": len("2001-02-03"), "MONTH": len("2001-02"), "YEAR": len("2001")}
"""How much of a partial date's text is known."""
_ABSENT: Final = frozenset({Why.NONE_FOUND, Why.NOT_RECORDED})


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows that stay, and how many could not be judged."""

    rows: tuple[Row, ...]
    undecided: int
    """Rows left out because a tested cell is empty for another reason than that
    nothing was found: refused, not yet linked, or an agency that is down."""


def table_rows(
    about: FrontMatter, data: Json, errors: Sequence[Mapping[str, Json]]
) -> Iterator[Row]:
    """The rows of one answer, before any is left out."""
    paths = {column.name: column.path for column in about.columns}
    if not about.stack:
        yield from rows_of(data, paths, errors)
        return
    for stacked in about.stack:
        below = {name: f"{stacked.path}.{path}" for name, path in paths.items()}
        for row in rows_of(data, below, errors):
            yield {SOURCE_COLUMN: stacked.title.en, **row}


def judge(about: FrontMatter, rows: Iterable[Row], today: date) -> Judged:
    """Keeps the rows that pass every test, and adds the computed columns."""
    kept: list[Row] = []
    undecided = 0
    for row in rows:
        verdicts = [_verdict(test, row[test.column], today) for test in about.keep]
        if False in verdicts:
            continue
        if None in verdicts:
            undecided += 1
        else:
            kept.append(_completed(about, row))
    return Judged(tuple(kept), undecided)


def _verdict(test: Keep, cell: Cell, today: date) -> bool | None:
    if isinstance(cell, Empty) and cell.why not in _ABSENT:
        return None
    return test.admits(plain(cell), today)


def _completed(about: FrontMatter, row: Row) -> Row:
    shares = {
        share.name: _share(row[share.part], row[share.whole]) for share in about.shares
    }
    verdicts = {group.name: agreement(group, row) for group in about.asserters}
    return {**row, **shares, **verdicts}


def _share(part: Cell, whole: Cell) -> Cell:
    if isinstance(part, Empty):
        return part
    if isinstance(whole, Empty):
        return whole
    return round(part / whole, 3) if whole else Empty(Why.NOT_RECORDED)


def agreement(group: Asserters, row: Row) -> str:
    """Whether those who assert something assert the same: the words, side by side."""
    said = {
        agency: row[column]
        for agency, column in group.columns.items()
        if not isinstance(row[column], Empty)
    }
    if _alike(said.values()):
        return "agree" if len(said) > 1 else "one source" if said else "no source"
    words = ", ".join(f"{agency} says {plain(cell)}" for agency, cell in said.items())
    return f"disagree: {words}"


def _alike(said: Collection[Cell]) -> bool:
    """Whether all say the same; dates, as far as each is known."""
    known = [_KNOWN[cell["precision"]] for cell in said if isinstance(cell, dict)]
    if known:
        return len({plain(cell)[: min(known)] for cell in said}) == 1
    return len(set(said)) <= 1
