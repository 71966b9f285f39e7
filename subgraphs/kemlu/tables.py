"""The tables of Kemlu's database."""

from sqlalchemy import MetaData, Table

from subgraphs.sdk.columns import (
    birth_date_columns,
    citizenship_columns,
    day_column,
    handle_column,
    text_column,
)

metadata = MetaData()

citizens_abroad = Table(
    "citizens_abroad",
    metadata,
    handle_column(),
    text_column("report_number"),
    text_column("name"),
    text_column("sex"),
    *birth_date_columns(),
    text_column("nik", optional=True),
    text_column("passport_number", optional=True),
    text_column("post", index=True),
    text_column("country"),
    day_column("reported_on", index=True),
    day_column("declared_to_keep_citizenship_on", optional=True),
    *citizenship_columns(),
    text_column("sksk_number", optional=True),
)
