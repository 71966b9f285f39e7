"""The tables of Kemenko's database: figures that agencies reported."""

from sqlalchemy import Column, Integer, MetaData, Table

from subgraphs.sdk.columns import TEXT

metadata = MetaData()

metrics = Table(
    "metrics",
    metadata,
    Column("agency", TEXT, primary_key=True),
    Column("key", TEXT, primary_key=True),
    Column("period", TEXT, primary_key=True),
    Column("value", Integer, nullable=False),
)
