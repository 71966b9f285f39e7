"""What a query selects from a database, as batches of records."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pyarrow as pa
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from linkage.encode.encoder import BATCH_ROWS
from linkage.errors import RecordInvalid, TableInvalid
from linkage.pipeline.rows import stream_rows
from linkage.pipeline.sources import check_columns, record_batch


def read_database(url: str, query: str) -> Iterator[Any]:
    """Stream what a query selects; its columns are those of `tables`.

    A date, a number or a truth value counts as its text.

    Args:
        url: SQLAlchemy URL of the database.
        query: One SELECT in the database's own SQL.

    Returns:
        Batches of `encode.columns.table.RECORDS`.

    Raises:
        TableInvalid: The database can't be read, the query does not run, or what
            it selects is no table of records.
    """
    try:
        for rows in stream_rows(url, text(query), BATCH_ROWS):
            check_columns(list(rows[0]))
            columns = {name: [_text(row[name]) for row in rows] for name in rows[0]}
            yield record_batch(pa.RecordBatch.from_pydict(columns))
    except (SQLAlchemyError, OSError, ImportError) as error:
        # The cause is dropped: it could quote the password, or a cell.
        raise TableInvalid(
            "The database can't be read: check its URL, its driver and the query.",
            diagnostics=type(error).__name__,
        ) from None
    except (ValueError, KeyError, RecordInvalid, pa.ArrowException) as error:
        raise TableInvalid(
            "The query selects something that is no record.",
            diagnostics=type(error).__name__,
        ) from None


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()[:10]
        case _:
            return str(value)
