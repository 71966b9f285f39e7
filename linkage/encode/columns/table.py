"""Records as one Arrow batch: a column an attribute.

Each distinct value is then looked at once, and what is done to every record runs
over arrays. Here stand the columns, and the way from records to them and back.
"""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from linkage.errors import RecordInvalid
from linkage.record import PartialDate, Precision, Record

_NUMBERS = pa.list_(pa.string())

RECORDS = pa.schema(
    [
        pa.field("handle", pa.string(), nullable=False),
        pa.field("name", pa.string()),
        pa.field("birth_date", pa.string()),
        pa.field("birth_date_precision", pa.string()),
        pa.field("birth_date_imputed", pa.bool_()),
        pa.field("birth_place", pa.string()),
        pa.field("sex", pa.string()),
        pa.field("niks", _NUMBERS, nullable=False),
        pa.field("passports", _NUMBERS, nullable=False),
        pa.field("mother_name", pa.string()),
        pa.field("address", pa.string()),
    ]
)
"""Columns of a batch of records. Of several names only the first is encoded.

A date has its precision and flag beside it; a date that is null has neither. An
empty text counts as null does: nothing is known.
"""


def to_table(records: Sequence[Record]) -> Any:
    """Records to a `pyarrow.RecordBatch` of `RECORDS`."""
    dates = [record.birth_date for record in records]
    columns = {
        "handle": [record.handle for record in records],
        "name": [record.names[0] if record.names else None for record in records],
        "birth_date": [date and date.value for date in dates],
        "birth_date_precision": [date and date.precision.value for date in dates],
        "birth_date_imputed": [date and date.imputed for date in dates],
        "birth_place": [record.birth_place for record in records],
        "sex": [record.sex for record in records],
        "niks": [record.niks for record in records],
        "passports": [record.passports for record in records],
        "mother_name": [record.mother_name for record in records],
        "address": [record.address for record in records],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in RECORDS]
    return pa.RecordBatch.from_arrays(arrays, schema=RECORDS)


def from_table(batch: Any) -> list[Record]:
    """A batch of `RECORDS` to records.

    Raises:
        RecordInvalid: A row breaks the shape of a record.
    """
    return [_record(row) for row in batch.to_pylist()]


def _record(row: dict[str, Any]) -> Record:
    if row["sex"] not in {None, "", "M", "F"}:
        raise RecordInvalid("A sex is neither M nor F.")
    return Record(
        handle=row["handle"],
        names=(row["name"],) if row["name"] else (),
        birth_date=_date(row) if row["birth_date"] else None,
        birth_place=row["birth_place"],
        sex=row["sex"] or None,
        niks=tuple(row["niks"]),
        passports=tuple(row["passports"]),
        mother_name=row["mother_name"],
        address=row["address"],
    )


def _date(row: dict[str, Any]) -> PartialDate:
    try:
        precision = Precision(row["birth_date_precision"])
    except ValueError:
        raise RecordInvalid("A date has no precision.") from None
    return PartialDate(row["birth_date"], precision, bool(row["birth_date_imputed"]))
