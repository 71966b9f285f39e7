"""What Pemasyarakatan links by: its inmates, with their aliases."""

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
from subgraphs.pemasyarakatan.tables import inmate_aliases, inmates

_columns = inmates.c


def inmate_record(rows: Sequence[Values]) -> Record:
    """An inmate, one row per alias."""
    row = rows[0]
    return Record(
        handle=row["handle"],
        names=known([row["name"], *(each["alias"] for each in rows)]),
        birth_date=birth_date_of(row),
        birth_place=row["birth_place"],
        sex=row["sex"],
        niks=known([row["nik"]]),
    )


SOURCE = LinkageSource(
    select(
        _columns.handle,
        _columns.name,
        *birth_date_columns(_columns),
        _columns.birth_place,
        _columns.sex,
        _columns.nik,
        inmate_aliases.c.alias,
    )
    .outerjoin(inmate_aliases, inmate_aliases.c.inmate_handle == _columns.handle)
    .order_by(_columns.handle, inmate_aliases.c.position),
    inmate_record,
)
