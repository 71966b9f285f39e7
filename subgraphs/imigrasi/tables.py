"""The tables of Imigrasi's database."""

from sqlalchemy import Column, Float, MetaData, Table

from subgraphs.sdk.columns import (
    birth_date_columns,
    citizenship_columns,
    day_column,
    flag_column,
    handle_column,
    instant_column,
    region_columns,
    text_column,
)

metadata = MetaData()

persons = Table(
    "persons",
    metadata,
    handle_column(),
    text_column("niora", optional=True),
    text_column("machine_readable_name"),
    text_column("sex"),
    *birth_date_columns(),
    text_column("nationality", index=True),
    text_column("nik", optional=True),
    *region_columns("region_"),
    *citizenship_columns(),
    text_column("limited_dual_registration_number", optional=True),
    text_column("affidavit_number", optional=True),
    day_column("limited_dual_registered_on", optional=True),
    text_column("limited_dual_parent_nik", optional=True),
    text_column("limited_dual_choice", optional=True),
    day_column("limited_dual_choice_deadline", optional=True, index=True),
    flag_column("travel_ban"),
)

passports = Table(
    "passports",
    metadata,
    handle_column(),
    text_column("person_handle", index=True),
    text_column("number"),
    text_column("country"),
    text_column("kind"),
    day_column("issued_on"),
    day_column("expires_on"),
    text_column("state"),
)

permits = Table(
    "permits",
    metadata,
    handle_column(),
    text_column("person_handle", index=True),
    text_column("number"),
    text_column("kind"),
    day_column("valid_from"),
    day_column("valid_to"),
    text_column("sponsor_nik", optional=True),
)

skims = Table(
    "skims",
    metadata,
    handle_column(),
    text_column("person_handle", index=True),
    text_column("number"),
    text_column("purpose"),
    day_column("issued_on"),
    Column("continuous_years", Float, nullable=False),
    Column("total_years", Float, nullable=False),
)

crossings = Table(
    "crossings",
    metadata,
    handle_column(),
    text_column("person_handle", index=True),
    instant_column("crossed_at"),
    text_column("direction"),
    text_column("checkpoint"),
)
