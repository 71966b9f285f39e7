"""`tautan linkage encode`."""

from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.options import SHIPPED_PROFILE, AsJson, ProfileFile
from linkage.cli.terminal import print_figures, progress, refusals
from linkage.encode.encoder import Encoder
from linkage.encode.secrets import load_secret
from linkage.pipeline.encode import encode_tables
from linkage.pipeline.sources import read_tables
from linkage.profile import Profile


def encode(
    records: Annotated[Path, typer.Argument(help="A CSV or Parquet file of records.")],
    out: Annotated[Path, typer.Option("--out", help="The encodings file to make.")],
    agency: Annotated[str, typer.Option(help="Whose records they are.")],
    secret: Annotated[Path, typer.Option(help="The file with the linkage secret.")],
    epoch: Annotated[str, typer.Option(help="The epoch of the key.")],
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Encode an agency's records. Runs inside the agency."""
    with refusals(), progress() as report:
        encoder = Encoder(Profile.load(profile), load_secret(secret), epoch)
        rows = encode_tables(out, agency, read_tables(records), encoder, report)
    print_figures({"agency": agency, "rows": rows}, as_json=as_json)
