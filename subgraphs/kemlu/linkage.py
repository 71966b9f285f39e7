"""What Kemlu links by: the people who reported to its missions."""

from collections.abc import Sequence

from sqlalchemy import select

from linkage.record import Record
from subgraphs.encoder.source import (
    LinkageSource,
    Values,
    birth_date_columns,
    birth_date_of,
    known,
)
from subgraphs.kemlu.tables import citizens_abroad

_columns = citizens_abroad.c


def citizen_record(rows: Sequence[Values]) -> Record:
    """A person who reported to a mission."""
    row = rows[0]
    return Record(
        handle=row["handle"],
        names=(row["name"],),
        birth_date=birth_date_of(row),
        sex=row["sex"],
        niks=known([row["nik"]]),
        passports=known([row["passport_number"]]),
    )


SOURCE = LinkageSource(
    select(
        _columns.handle,
        _columns.name,
        *birth_date_columns(_columns),
        _columns.sex,
        _columns.nik,
        _columns.passport_number,
    ).order_by(_columns.handle),
    citizen_record,
)
