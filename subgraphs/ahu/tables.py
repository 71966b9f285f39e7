"""The tables of AHU's database."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table

from subgraphs.sdk.columns import (
    TEXT,
    birth_date_columns,
    citizenship_columns,
    day_column,
    flag_column,
    handle_column,
    region_columns,
    text_column,
)

metadata = MetaData()

applicants = Table(
    "applicants",
    metadata,
    handle_column(),
    text_column("name"),
    text_column("sex"),
    text_column("birth_place"),
    *birth_date_columns(),
    text_column("nik", optional=True),
    text_column("passport_number", optional=True),
    text_column("origin_country", optional=True),
    flag_column("is_child"),
    Column("income", BigInteger),
    flag_column("health_letter"),
    flag_column("police_record_clear"),
)

cases = Table(
    "cases",
    metadata,
    handle_column(),
    Column("case_number", TEXT, nullable=False, unique=True),
    text_column("applicant_handle", index=True),
    text_column("basis"),
    *region_columns("kanwil_"),
    day_column("filed_on"),
    text_column("stage", index=True),
    day_column("stage_since"),
    text_column("skim_number", optional=True),
    text_column("decree_number", optional=True),
    text_column("presidential_decree_number", optional=True),
    day_column("oath_date", optional=True, index=True),
    *citizenship_columns(decided=False),
)

stage_history = Table(
    "stage_history",
    metadata,
    Column("case_number", TEXT, primary_key=True),
    Column("position", Integer, primary_key=True),
    text_column("stage", index=True),
    day_column("entered_on"),
    day_column("left_on", optional=True),
)
