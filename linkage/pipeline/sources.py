"""CSV and Parquet files of records, as batches of columns, in constant memory.

The columns are those of `tables`. A file that breaks their rules is read once more,
the plain way, which names the line.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from linkage.encode.columns.table import RECORDS
from linkage.encode.encoder import BATCH_ROWS
from linkage.errors import RecordInvalid, TableInvalid
from linkage.pipeline.tables import COLUMNS, check_names, date_of, read_records, several
from linkage.record import PartialDate

_BLOCK_BYTES = 1 << 23
_SEXES = frozenset({"", "M", "F"})
_PLAIN = ("birth_place", "sex", "mother_name", "address")
_DATE = ("birth_date", "birth_date_precision", "birth_date_imputed")


def read_tables(path: Path) -> Iterator[Any]:
    """Stream a file, Parquet if its name ends so and CSV otherwise.

    Returns:
        Batches of `encode.columns.table.RECORDS`.

    Raises:
        TableInvalid: The file can't be read, lacks `handle`, has a column of
            another name, or a cell of the wrong shape.
    """
    parquet = path.suffix == ".parquet"
    try:
        for batch in _parquet(path) if parquet else _csv(path):
            yield record_batch(batch)
    except (OSError, ValueError, KeyError, RecordInvalid, pa.ArrowException) as error:
        if not parquet:
            for _ in read_records(path):
                continue
        # The cause is dropped: it could quote a cell.
        raise TableInvalid(
            "The table holds something that is no record, or can't be read.",
            diagnostics=type(error).__name__,
        ) from None


def _csv(path: Path) -> Iterator[Any]:
    texts = pa_csv.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()))
    with pa_csv.open_csv(
        path,
        read_options=pa_csv.ReadOptions(block_size=_BLOCK_BYTES),
        parse_options=pa_csv.ParseOptions(newlines_in_values=True),
        convert_options=texts,
    ) as reader:
        check_columns(reader.schema.names)
        for batch in reader:
            for start in range(0, len(batch), BATCH_ROWS):
                yield batch.slice(start, BATCH_ROWS)


def _parquet(path: Path) -> Iterator[Any]:
    with pq.ParquetFile(path) as file:
        check_columns(file.schema_arrow.names)
        yield from file.iter_batches(BATCH_ROWS)


def check_columns(names: list[str]) -> None:
    """Refuse other columns than those of `tables`.

    Raises:
        TableInvalid: One is unknown or there twice, or `handle` is missing.
    """
    known = set(names)
    if len(known) != len(names):
        raise TableInvalid("Two columns of the table have one name.")
    check_names(names, ("handle",), COLUMNS)


def record_batch(batch: Any) -> Any:
    """Cells of any Arrow type to a batch of `encode.columns.table.RECORDS`.

    Raises:
        RecordInvalid, KeyError, ValueError: A cell has the wrong shape.
    """
    cells = {name: _texts(batch, name) for name in COLUMNS}
    if "" in cells["handle"] or not _SEXES.issuperset(cells["sex"]):
        raise ValueError
    dates = _dates(cells)
    columns = {
        "handle": cells["handle"],
        **{name: [cell or None for cell in cells[name]] for name in _PLAIN},
        "name": [next(iter(several(cell)), None) for cell in cells["names"]],
        "birth_date": [date and date.value for date in dates],
        "birth_date_precision": [date and date.precision.value for date in dates],
        "birth_date_imputed": [date and date.imputed for date in dates],
        "niks": [several(cell) for cell in cells["niks"]],
        "passports": [several(cell) for cell in cells["passports"]],
    }
    arrays = [pa.array(columns[field.name], field.type) for field in RECORDS]
    return pa.RecordBatch.from_arrays(arrays, schema=RECORDS)


def _texts(batch: Any, name: str) -> list[str]:
    """The cells of a column; empty where it, or one of them, is missing."""
    if name not in batch.schema.names:
        return [""] * len(batch)
    column = batch.column(name)
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, "|")
    texts: list[str] = column.cast(pa.string()).fill_null("").to_pylist()
    return texts


def _dates(cells: Mapping[str, list[str]]) -> list[PartialDate | None]:
    """Each distinct date is checked once."""
    rows = list(zip(*(cells[name] for name in _DATE), strict=True))
    known = {row: date_of(dict(zip(_DATE, row, strict=True))) for row in set(rows)}
    return [known[row] for row in rows]
