"""The tables of Setneg's database."""

from sqlalchemy import Column, Integer, MetaData, Table

from subgraphs.sdk.columns import TEXT, day_column, handle_column, text_column

metadata = MetaData()

decrees = Table(
    "decrees",
    metadata,
    handle_column(),
    Column("case_number", TEXT, nullable=False, unique=True),
    text_column("decree_number", optional=True),
    text_column("stage"),
    day_column("received_on"),
    day_column("signed_on", optional=True),
    text_column("outcome", optional=True),
    text_column("holder_name"),
    day_column("gazetted_on", optional=True),
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
