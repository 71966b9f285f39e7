"""A batch of records, normalised: what is left to do needs the secret."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from linkage.encode.columns.dates import coded_days, coded_years
from linkage.encode.columns.lists import Coded, coded
from linkage.encode.columns.numbers import (
    Numbers,
    coded_niks,
    coded_passports,
    normalised_niks,
    normalised_passports,
)
from linkage.encode.columns.texts import coded_texts
from linkage.encode.columns.wordbook import NAME, PLACE, WordBook
from linkage.profile import AttributeName, Profile

_COLUMNS = {
    AttributeName.NAME: "name",
    AttributeName.BIRTH_PLACE: "birth_place",
    AttributeName.MOTHER_NAME: "mother_name",
    AttributeName.ADDRESS: "address",
}
_SEXES = ("F", "M")


@dataclass(frozen=True, slots=True)
class Normalised:
    """Records without handles: features of the profile's attributes, and numbers."""

    rows: int
    attributes: Mapping[AttributeName, Coded]
    niks: Numbers
    passports: Numbers


class Normaliser:
    """Normalises batches of `RECORDS`; remembers the words it met."""

    def __init__(self, profile: Profile) -> None:
        self._attributes = [one.name for one in profile.filter.attributes]
        self._default_days: Collection[str] = profile.dates.default_days
        names, places = WordBook(NAME), WordBook(PLACE)
        self._books = {
            AttributeName.NAME: names,
            AttributeName.MOTHER_NAME: names,
            AttributeName.BIRTH_PLACE: places,
            AttributeName.ADDRESS: places,
        }

    def normalise(self, batch: Any) -> Normalised:
        """A batch of `RECORDS` to features."""
        niks = normalised_niks(batch.column("niks"))
        passports = normalised_passports(batch.column("passports"))
        attributes = {
            name: self._coded(name, batch, niks, passports) for name in self._attributes
        }
        return Normalised(len(batch), attributes, niks, passports)

    def _coded(
        self, name: AttributeName, batch: Any, niks: Numbers, passports: Numbers
    ) -> Coded:
        match name:
            case AttributeName.NIK:
                return coded_niks(niks)
            case AttributeName.PASSPORT:
                return coded_passports(passports)
            case AttributeName.BIRTH_YEAR | AttributeName.BIRTH_DAY | AttributeName.SEX:
                return self._coded_facts(name, batch)
            case _:
                return coded_texts(batch.column(_COLUMNS[name]), self._books[name])

    def _coded_facts(self, name: AttributeName, batch: Any) -> Coded:
        if name == AttributeName.SEX:
            return _coded_sexes(batch.column("sex"))
        if name == AttributeName.BIRTH_YEAR:
            return coded_years(batch)
        return coded_days(batch, self._default_days)


def _coded_sexes(column: Any) -> Coded:
    encoded = column.dictionary_encode()
    kinds = [
        _SEXES.index(sex) if sex in _SEXES else -1
        for sex in encoded.dictionary.to_pylist()
    ]
    codes = encoded.indices.fill_null(len(kinds)).to_numpy(zero_copy_only=False)
    return coded(np.array([*kinds, -1], np.int64)[codes], lambda kind: [kind])
