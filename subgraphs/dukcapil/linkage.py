"""What Dukcapil links by."""

from collections.abc import Sequence

from sqlalchemy import select

from linkage.record import Record
from subgraphs.dukcapil.tables import residents
from subgraphs.encoder.source import (
    LinkageSource,
    Values,
    birth_date_columns,
    birth_date_of,
    known,
)

_columns = residents.c


def resident_record(rows: Sequence[Values]) -> Record:
    """A resident; the document is the passport that a foreigner registered with."""
    row = rows[0]
    return Record(
        handle=row["handle"],
        names=(row["name"],),
        birth_date=birth_date_of(row),
        birth_place=row["birth_place"],
        sex=row["sex"],
        niks=known([row["nik"], *row["legacy_niks"]]),
        passports=known([row["foreign_document_number"]]),
        mother_name=row["mother_name"],
    )


SOURCE = LinkageSource(
    select(
        _columns.handle,
        _columns.name,
        *birth_date_columns(_columns),
        _columns.birth_place,
        _columns.sex,
        _columns.nik,
        _columns.legacy_niks,
        _columns.foreign_document_number,
        _columns.mother_name,
    ).order_by(_columns.handle),
    resident_record,
)
