"""A person's record as an agency hands it to its encoder, before anything is hashed.

This file knows nothing of normalising, features or keys.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from linkage.errors import RecordInvalid

Sex = Literal["M", "F"]

_ISO_PREFIX = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\Z")


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "DAY"
    MONTH = "MONTH"
    YEAR = "YEAR"


_LENGTH = {Precision.YEAR: 4, Precision.MONTH: 7, Precision.DAY: 10}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with its precision.

    Raises:
        RecordInvalid: The value is not ISO 8601, or shorter than its precision.
    """

    value: str
    """`YYYY`, `YYYY-MM` or `YYYY-MM-DD`; at least as long as `precision` says."""
    precision: Precision = Precision.DAY
    imputed: bool = False
    """An office filled in the missing part by its convention (31 December, …)."""

    def __post_init__(self) -> None:
        short = len(self.value) < _LENGTH[self.precision]
        if short or not _ISO_PREFIX.match(self.value):
            raise RecordInvalid("A date is not an ISO 8601 date of its precision.")


@dataclass(frozen=True, slots=True)
class Record:
    """One person record of one agency.

    Raises:
        RecordInvalid: The handle is empty.
    """

    handle: str
    """The agency's surrogate for the record; never a NIK."""
    names: tuple[str, ...] = ()
    """The recorded name first, then other names of the same person."""
    birth_date: PartialDate | None = None
    birth_place: str | None = None
    sex: Sex | None = None
    niks: tuple[str, ...] = ()
    """The current NIK first, then earlier ones."""
    passports: tuple[str, ...] = ()
    """The latest passport first, then earlier ones."""
    mother_name: str | None = None
    address: str | None = None
    """Where the person lives, for sources that record little else."""

    def __post_init__(self) -> None:
        if not self.handle:
            raise RecordInvalid("A record has no handle.")
