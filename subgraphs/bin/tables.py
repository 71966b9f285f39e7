"""The tables of BIN's database: one consideration per case, no person."""

from sqlalchemy import Column, MetaData, Table

from subgraphs.sdk.columns import (
    TEXT,
    day_column,
    flag_column,
    handle_column,
    text_column,
)

metadata = MetaData()

considerations = Table(
    "considerations",
    metadata,
    handle_column(),
    Column("case_number", TEXT, nullable=False, unique=True),
    day_column("requested_on"),
    flag_column("answered"),
    day_column("answered_on", optional=True),
    text_column("outcome", optional=True),
)
