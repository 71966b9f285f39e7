"""The tables of Dukcapil's database."""

from sqlalchemy import MetaData, Table

from subgraphs.sdk.columns import (
    birth_date_columns,
    citizenship_columns,
    handle_column,
    list_column,
    region_columns,
    text_column,
)

metadata = MetaData()

residents = Table(
    "residents",
    metadata,
    handle_column(),
    text_column("nik", index=True),
    list_column("legacy_niks"),
    text_column("family_card_number", optional=True),
    text_column("name"),
    text_column("sex"),
    text_column("birth_place"),
    *birth_date_columns(),
    *citizenship_columns(),
    text_column("identity_card"),
    text_column("foreign_document_number", optional=True),
    text_column("mother_nik", optional=True),
    text_column("mother_name", optional=True),
    *region_columns("region_"),
    text_column("marital_status"),
    text_column("religion"),
    text_column("birth_deed_number", optional=True),
    text_column("register_state", index=True),
    text_column("disability", optional=True),
    text_column("fingerprint_reference", optional=True),
)
