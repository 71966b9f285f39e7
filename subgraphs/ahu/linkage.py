"""What AHU links by: its applicants."""

from collections.abc import Sequence

from sqlalchemy import select

from linkage.record import Record
from subgraphs.ahu.tables import applicants
from subgraphs.encoder.source import (
    LinkageSource,
    Values,
    birth_date_columns,
    birth_date_of,
    known,
)

_columns = applicants.c


def applicant_record(rows: Sequence[Values]) -> Record:
    """An applicant."""
    row = rows[0]
    return Record(
        handle=row["handle"],
        names=(row["name"],),
        birth_date=birth_date_of(row),
        birth_place=row["birth_place"],
        sex=row["sex"],
        niks=known([row["nik"]]),
        passports=known([row["passport_number"]]),
    )


SOURCE = LinkageSource(
    select(
        _columns.handle,
        _columns.name,
        *birth_date_columns(_columns),
        _columns.birth_place,
        _columns.sex,
        _columns.nik,
        _columns.passport_number,
    ).order_by(_columns.handle),
    applicant_record,
)
