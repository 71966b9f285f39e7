"""The tables of Kemenko's database: figures that agencies reported."""

from sqlalchemy import Column, Integer, MetaData, String, Table

metadata = MetaData()

metrics = Table(
    "metrics",
    metadata,
    Column("agency", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("value", Integer, nullable=False),
)
