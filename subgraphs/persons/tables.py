"""The unit's tables: handles, persons, links. No name, no number, no attribute."""

from sqlalchemy import (
    DDL,
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
)

metadata = MetaData()

# SQLite alone makes readers wait for a writer, unless it keeps a write-ahead log: a
# run over many records would lock questions out. https://sqlite.org/wal.html
event.listen(
    metadata,
    "before_create",
    # SQLAlchemy leaves this constructor untyped
    DDL("PRAGMA journal_mode = WAL").execute_if(  # type: ignore[no-untyped-call]
        dialect="sqlite"
    ),
)

records = Table(
    "records",
    metadata,
    Column("agency", String(32), primary_key=True),
    Column("handle", String(64), primary_key=True),
    Column("person", String(32), nullable=False, index=True),
)
"""Every record that was linked: of which person it is, alone or with others."""

links = Table(
    "links",
    metadata,
    Column("agency", String(32), nullable=False),
    Column("handle", String(64), nullable=False),
    Column("other_agency", String(32), nullable=False),
    Column("other_handle", String(64), nullable=False),
    Column("person", String(32), nullable=True, index=True),
    Column("band", Integer, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("linked_on", Date, nullable=False),
    Index("links_by_record", "agency", "handle"),
)
"""Each link twice, once from either end. `person` where both ends are of one
person; null for a POSSIBLE link between two. Scores are not kept."""

runs = Table(
    "runs",
    metadata,
    Column("linked_on", Date, nullable=False),
    Column("profile", String(64), nullable=False),
    Column("epoch", String(64), nullable=False),
)
"""The last linkage; one row."""
