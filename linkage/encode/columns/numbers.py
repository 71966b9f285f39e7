"""Columns of NIKs and passport numbers: normalised, each once, and their features.

A usual number is known by its look; any other goes to the plain normaliser.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.encode.columns.lists import Coded, Lists
from linkage.encode.columns.vocabulary import SYMBOLS
from linkage.normalise.identifiers import ROWS, nik, passport

_NIK_DIGITS = 16
_DATE_BEGINS = 6
_DATE_ENDS = 12
_SYMBOLS = len(SYMBOLS)
_CODES = np.zeros(256, np.int32)
_CODES[np.frombuffer(SYMBOLS.encode(), np.uint8)] = np.arange(_SYMBOLS)

_ODD_NIKS = frozenset(
    [*(digit * _NIK_DIGITS for digit in "0123456789"), *(row[:16] for row in ROWS)]
)
_USUAL_NIK = re.compile(r"[0-9]{16}").fullmatch
_USUAL_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,7}").fullmatch


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of many records, normalised."""

    counts: NDArray[np.int64]
    """How many each record has; shape (n,)."""
    values: list[bytes]
    """Those of the first record, of the second, and so on; each once a record."""


def normalised_niks(column: Any) -> Numbers:
    """The NIKs of a list column without nulls."""
    return _normalised(column, _plain_nik)


def normalised_passports(column: Any) -> Numbers:
    """As `normalised_niks`, for passport numbers."""
    return _normalised(column, _plain_passport)


def coded_niks(numbers: Numbers) -> Coded:
    """The features of each record's first NIK."""
    return _coded(numbers, _NIK_DIGITS)


def coded_passports(numbers: Numbers) -> Coded:
    """The features of each record's first passport number."""
    return _coded(numbers, 0)


def _plain_nik(value: str) -> str | None:
    if _USUAL_NIK(value) and value not in _ODD_NIKS:
        return value
    return nik(value)


def _plain_passport(value: str) -> str | None:
    return value if _USUAL_PASSPORT(value) else passport(value)


def _normalised(column: Any, plain: Callable[[str], str | None]) -> Numbers:
    rows = pc.list_parent_indices(column).to_numpy()
    found = [value and plain(value) for value in column.flatten().to_pylist()]
    several = np.bincount(rows, minlength=len(column)) > 1
    if several.any():
        found = _each_once(found, rows, several)
    there = np.array([bool(value) for value in found], np.bool_)
    return Numbers(
        np.bincount(rows[there], minlength=len(column)),
        [value.encode() for value in found if value],
    )


def _each_once(
    found: list[str | None], rows: NDArray[np.int64], several: NDArray[np.bool_]
) -> list[str | None]:
    """Drop what a record has already."""
    seen: set[tuple[int, str]] = set()
    kept = list(found)
    for at in np.flatnonzero(several[rows]):
        value = found[at]
        if value is None:
            continue
        key = int(rows[at]), value
        if key in seen:
            kept[at] = None
        seen.add(key)
    return kept


def _coded(numbers: Numbers, whole: int) -> Coded:
    has = numbers.counts > 0
    firsts = (np.cumsum(numbers.counts) - numbers.counts)[has]
    chosen = (
        numbers.values
        if len(firsts) == len(numbers.values)
        else [numbers.values[at] for at in firsts]
    )
    lengths = np.array([len(value) for value in chosen], np.int64)
    symbols = _CODES[np.frombuffer(b"".join(chosen), np.uint8)]
    codes = np.full(len(has), -1, np.int32)
    codes[has] = np.arange(len(chosen), dtype=np.int32)
    return Coded(codes, Lists(*_placed(lengths, symbols, whole)))


@compiled
def _placed(
    lengths: NDArray[np.int64], symbols: NDArray[np.int32], whole: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Characters at their places; of a number as long as `whole` not its date."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    features = np.empty(len(symbols), np.int32)
    read = 0
    end = 0
    for row in range(len(lengths)):
        for at in range(lengths[row]):
            dated = lengths[row] == whole and _DATE_BEGINS <= at < _DATE_ENDS
            if not dated:
                features[end] = at * _SYMBOLS + symbols[read + at]
                end += 1
        read += lengths[row]
        offsets[row + 1] = end
    return offsets, features[:end]
