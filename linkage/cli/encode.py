"""`tautan linkage encode`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from linkage.cli.options import SHIPPED_PROFILE, AsJson, ProfileFile
from linkage.cli.released import OfficersFile, require_released
from linkage.cli.terminal import print_figures, progress, refusals
from linkage.encode.encoder import Encoder
from linkage.encode.secrets import load_secret
from linkage.pipeline.database import read_database
from linkage.pipeline.encode import encode_tables
from linkage.pipeline.sources import read_tables
from linkage.profile import Profile


def encode(
    out: Annotated[Path, typer.Option("--out", help="The encodings file to make.")],
    agency: Annotated[str, typer.Option(help="Whose records they are.")],
    secret: Annotated[Path, typer.Option(help="The file with the linkage secret.")],
    epoch: Annotated[str, typer.Option(help="The epoch of the key.")],
    records: Annotated[
        Path | None, typer.Argument(help="A CSV or Parquet file of records.")
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            envvar="TAUTAN_DATABASE",
            help="Instead of a file: SQLAlchemy URL of a database.",
        ),
    ] = "",
    query: Annotated[
        str, typer.Option(help="The SELECT that gives the records of the database.")
    ] = "",
    profile: ProfileFile = SHIPPED_PROFILE,
    officers: OfficersFile = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Encode an agency's records. Runs inside the agency."""
    with refusals():
        require_released(profile, officers, epoch)
    with refusals(), progress() as report:
        encoder = Encoder(Profile.load(profile), load_secret(secret), epoch)
        tables = _tables(records, database, query)
        rows = encode_tables(out, agency, tables, encoder, report)
    print_figures({"agency": agency, "rows": rows}, as_json=as_json)


def _tables(records: Path | None, database: str, query: str) -> Iterator[Any]:
    if records is not None and not query:
        return read_tables(records)
    if records is None and database and query:
        return read_database(database, query)
    raise typer.BadParameter("give a file, or --database and --query.")
