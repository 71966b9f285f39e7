"""The unit's tables: handles, persons, links. No name, no number, no attribute.

All of them can be made again from the encodings files, but for the ids of persons,
what became of persons, and the marks of erased records.
"""

from sqlalchemy import (
    DDL,
    Column,
    Date,
    Double,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
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
    Column("content", String(32), nullable=False),
)
"""Every record that was linked: of which person it is, alone or with others, and a
digest of the encoding that it was linked by."""

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
    Column("judged", Integer, nullable=False),
    Column("evidence", Double, nullable=False),
    Index("links_by_record", "agency", "handle"),
    Index("links_by_other", "other_agency", "other_handle"),
)
"""Each link twice, once from either end. `person` where both ends are of one
person; null for a POSSIBLE link between two. `linked_on` is the day since when the
link has its band and reason. `judged` and `evidence` are the pair's by itself, before
rivals, so that a change can be carried through; they never leave the unit."""

runs = Table(
    "runs",
    metadata,
    Column("linked_on", Date, nullable=False),
    Column("profile", String(64), nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("whole_on", Date, nullable=False),
    Column("basis", Text, nullable=False),
)
"""The last linkage; one row. `linked_on` is the day when links last followed the
files, `whole_on` the one when every pair was compared, and `basis` how pairs were
judged then (`subgraphs.persons.basis`)."""

history = Table(
    "history",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("day", Date, nullable=False),
    Column("cause", String(16), nullable=False),
    Column("turn", String(16), nullable=False),
    Column("person", String(32), nullable=False),
    Column("other", String(32), nullable=True),
)
"""What became of persons: `turn` as `linkage.cluster.heirs.Turn` says it, `cause` as
`subgraphs.persons.ledger.Cause`."""

erased = Table(
    "erased",
    metadata,
    Column("agency", String(32), primary_key=True),
    Column("erased_mark", String(32), primary_key=True),
    Column("erased_on", Date, nullable=False),
)
"""Handles that must not come back, as keyed hashes (`protocol.refs.erased_mark`)."""

turns = Table("turns", metadata, Column("taken", Integer, primary_key=True))
"""One row. Whoever changes links changes it first, and so waits for who is at it."""
event.listen(
    turns,
    "after_create",
    # as above
    DDL("INSERT INTO turns (taken) VALUES (0)"),  # type: ignore[no-untyped-call]
)
