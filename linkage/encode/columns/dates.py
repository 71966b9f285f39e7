"""A column of birth dates to features of the year and of the day."""

from collections.abc import Collection
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from linkage.encode.columns.lists import Coded, coded
from linkage.encode.columns.vocabulary import day_features, year_features
from linkage.record import Precision

_DAY_LENGTH = 10
_DAYS_OF_MONTH = 100


def coded_years(batch: Any) -> Coded:
    """The years of a batch of `RECORDS`."""
    years = _number(batch.column("birth_date"), 0, 4)
    return coded(years, year_features)


def coded_days(batch: Any, default_days: Collection[str]) -> Coded:
    """The days and months of a batch that somebody knew; see `normalise.dates`."""
    dates = batch.column("birth_date")
    months, days = _number(dates, 5, 7), _number(dates, 8, 10)
    keys = np.where((months < 0) | (days < 0), -1, months * _DAYS_OF_MONTH + days)
    defaults = [int(day[:2]) * _DAYS_OF_MONTH + int(day[3:]) for day in default_days]
    exact = pc.equal(batch.column("birth_date_precision"), Precision.DAY.value)
    known = pc.and_not_kleene(exact, batch.column("birth_date_imputed"))
    known = pc.fill_null(known, fill_value=False).to_numpy(zero_copy_only=False)
    keys[~known | np.isin(keys, defaults)] = -1
    return coded(keys, _features_of_key)


def _features_of_key(key: int) -> list[int]:
    month, day = divmod(key, _DAYS_OF_MONTH)
    return day_features(day, month)


def _number(dates: Any, begin: int, end: int) -> NDArray[np.int64]:
    """Digits of each date as a number; -1 where the date does not reach so far."""
    length = pc.fill_null(pc.binary_length(dates), 0)
    there = pc.greater_equal(length, end).to_numpy(zero_copy_only=False)
    cut = pc.fill_null(pc.utf8_slice_codeunits(dates, begin, end), "")
    encoded = cut.dictionary_encode()
    values = [int(text) if text else -1 for text in encoded.dictionary.to_pylist()]
    numbers = np.array([*values, -1], np.int64)[encoded.indices.to_numpy()]
    return np.where(there, numbers, -1)
