"""The tables of Pemasyarakatan's database."""

from sqlalchemy import Column, Integer, MetaData, String, Table

from subgraphs.sdk.columns import (
    birth_date_columns,
    day_column,
    handle_column,
    text_column,
)

metadata = MetaData()

inmates = Table(
    "inmates",
    metadata,
    handle_column(),
    text_column("register_number"),
    text_column("name"),
    text_column("sex"),
    text_column("birth_place"),
    *birth_date_columns(),
    text_column("nik", optional=True),
    text_column("stated_citizenship"),
    text_column("facility"),
    day_column("held_from"),
    day_column("expected_release", optional=True, index=True),
)

inmate_aliases = Table(
    "inmate_aliases",
    metadata,
    Column("inmate_handle", String(26), primary_key=True),
    Column("position", Integer, primary_key=True),
    text_column("alias"),
)
