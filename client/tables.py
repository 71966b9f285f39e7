"""Answers as rows, where every empty cell says why it is empty.

A column is a dotted path of response keys. Lists on the way multiply rows: a
person with two passports makes two rows, one without any makes one row with
empty passport cells. Lists on different branches of one object are crossed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any

import pandas as pd

Json = Any
Path = tuple[str | int, ...]


class Why(StrEnum):
    """Why a cell is empty."""

    NONE_FOUND = "none found"
    """No link or record was found. It never means that nothing exists."""
    NOT_RECORDED = "not recorded"
    """The record is there, and says nothing of this."""
    SUPPRESSED = "suppressed"
    """A number below the smallest cell that an agreement shows."""
    NOT_YET_LINKED = "not yet linked"
    REFUSED = "refused"
    AGENCY_DOWN = "agency down"
    FAILED = "failed"


_WHY_BY_CODE = {
    "NOT_YET_LINKED": Why.NOT_YET_LINKED,
    "AGENCY_UNREACHABLE": Why.AGENCY_DOWN,
    "AGENCY_TIMEOUT": Why.AGENCY_DOWN,
    "AGENCY_GARBLED": Why.AGENCY_DOWN,
}


@dataclass(frozen=True, slots=True)
class Empty:
    """An empty cell: why, and the code of the refusal or fault if there is one."""

    why: Why
    code: str | None = None
    agency: str | None = None

    def __str__(self) -> str:
        detail = ", ".join(part for part in (self.agency, self.code) if part)
        return f"({self.why}: {detail})" if detail else f"({self.why})"


Cell = Json | Empty
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of named columns, with what an export must carry."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    titles: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Json] = field(default_factory=dict)
    """Purpose, agreements, request ids, and the dates of the agencies' data."""

    def frame(self) -> pd.DataFrame:
        """The values as a pandas frame; empty cells are None, `attrs` has `about`.

        Shape: one line per row, one column per column of the question.
        """
        frame = pd.DataFrame(
            [{name: plain(row[name]) for name in self.columns} for row in self.rows],
            columns=list(self.columns),
        )
        frame.attrs.update(self.about)
        return frame

    def why_empty(self) -> pd.DataFrame:
        """The same shape, with the reason where a cell is empty and "" elsewhere."""
        return pd.DataFrame(
            [
                {
                    name: str(row[name]) if isinstance(row[name], Empty) else ""
                    for name in self.columns
                }
                for row in self.rows
            ],
            columns=list(self.columns),
        )


def plain(cell: Cell) -> Json:
    """A cell as one value: empty as None, a partial date as its day, month or year."""
    if isinstance(cell, Empty):
        return None
    if isinstance(cell, dict) and "value" in cell:
        return cell["value"]
    return cell


def rows_of(
    data: Json, columns: Mapping[str, str], errors: Sequence[Mapping[str, Json]]
) -> Iterator[Row]:
    """The rows of an answer.

    Args:
        data: the opened `data` of an answer.
        columns: dotted path of response keys by column name.
        errors: the answer's errors, as GraphQL has them.
    """
    reader = _Reader(tuple(_faults(errors)))
    tree = _tree(columns)
    for row in reader.expand(data, tree, ()):
        if not all(
            isinstance(cell, Empty) and cell.why is Why.NONE_FOUND
            for cell in row.values()
        ):
            yield {name: row[name] for name in columns}


@dataclass(slots=True)
class _Node:
    """Columns by the next response key; `here` are the columns that end here."""

    here: list[str] = field(default_factory=list)
    below: dict[str, "_Node"] = field(default_factory=dict)

    def all_columns(self) -> Iterator[str]:
        yield from self.here
        for node in self.below.values():
            yield from node.all_columns()


def _tree(columns: Mapping[str, str]) -> _Node:
    root = _Node()
    for name, path in columns.items():
        node = root
        for key in path.split("."):
            node = node.below.setdefault(key, _Node())
        node.here.append(name)
    return root


@dataclass(frozen=True, slots=True)
class _Fault:
    keys: tuple[str, ...]
    exact: Path | None
    empty: Empty


def _faults(errors: Sequence[Mapping[str, Json]]) -> Iterator[_Fault]:
    for error in errors:
        extensions = error.get("extensions") or {}
        code = extensions.get("code")
        why = _WHY_BY_CODE.get(str(code))
        if why is None:
            why = Why.FAILED if extensions.get("fault") == "TAUTAN" else Why.REFUSED
        exact = tuple(error["path"]) if error.get("path") else None
        dotted = extensions.get("path")
        keys = (
            tuple(key for key in dotted.split(".") if not key.isdigit())
            if isinstance(dotted, str)
            else tuple(key for key in exact or () if isinstance(key, str))
        )
        yield _Fault(keys, exact, Empty(why, code, extensions.get("agency")))


@dataclass(frozen=True, slots=True)
class _Reader:
    faults: tuple[_Fault, ...]

    def expand(self, value: Json, node: _Node, path: Path) -> list[dict[str, Cell]]:
        if isinstance(value, list) and node.below:
            rows = [
                row
                for index, item in enumerate(value)
                for row in self.expand(item, node, (*path, index))
            ]
            return rows or [dict.fromkeys(node.all_columns(), Empty(Why.NONE_FOUND))]
        if value is None:
            return [dict.fromkeys(node.all_columns(), self._why(path, node))]
        if isinstance(value, dict) and value.get("suppressed") is True:
            return [_suppressed(value, node)]
        own: dict[str, Cell] = dict.fromkeys(node.here, value)
        branches = [
            self.expand(value.get(key), child, (*path, key))
            for key, child in node.below.items()
        ]
        return [
            own | {name: cell for part in parts for name, cell in part.items()}
            for parts in product(*branches)
        ]

    def _why(self, path: Path, node: _Node) -> Empty:
        keys = tuple(key for key in path if isinstance(key, str))
        for fault in self.faults:
            if fault.exact is not None:
                if _is_prefix(fault.exact, path):
                    return fault.empty
            elif _is_prefix(fault.keys, keys):
                return fault.empty
        at_the_root = bool(node.below) and len(keys) == 1
        return Empty(Why.NONE_FOUND if at_the_root else Why.NOT_RECORDED)


def _suppressed(count: Mapping[str, Json], node: _Node) -> dict[str, Cell]:
    """The cells of a count too small to be shown; that it is, is shown."""
    cells: dict[str, Cell] = dict.fromkeys(node.here, Empty(Why.SUPPRESSED))
    for key, child in node.below.items():
        told = count.get(key)
        cell = Empty(Why.SUPPRESSED) if told is None else told
        cells.update(dict.fromkeys(child.all_columns(), cell))
    return cells


def _is_prefix(start: Sequence[object], whole: Sequence[object]) -> bool:
    return tuple(whole[: len(start)]) == tuple(start)
