"""What Imigrasi links by: its people, with all their passports."""

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
from subgraphs.imigrasi.tables import passports, persons

_columns = persons.c


def person_record(rows: Sequence[Values]) -> Record:
    """A person, one row per passport, the latest first."""
    row = rows[0]
    return Record(
        handle=row["handle"],
        names=(row["machine_readable_name"],),
        birth_date=birth_date_of(row),
        sex=row["sex"],
        niks=known([row["nik"]]),
        passports=known([each["number"] for each in rows]),
    )


SOURCE = LinkageSource(
    select(
        _columns.handle,
        _columns.machine_readable_name,
        *birth_date_columns(_columns),
        _columns.sex,
        _columns.nik,
        passports.c.number,
    )
    .outerjoin(passports, passports.c.person_handle == _columns.handle)
    .order_by(_columns.handle, passports.c.issued_on.desc()),
    person_record,
)
