"""The arguments and options that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

SHIPPED_PROFILE = (
    Path(__file__).resolve().parents[2] / "schema" / "linkage" / "default.yaml"
)

ProfileFile = Annotated[
    Path,
    typer.Option(
        "--profile", help="A linkage profile.", show_default="the default one"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
EncodingsFiles = Annotated[
    list[Path], typer.Argument(help="Encodings files, one an agency.")
]
Out = Annotated[Path, typer.Option("--out", help="The CSV file to write.")]
