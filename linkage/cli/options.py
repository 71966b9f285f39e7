"""The arguments and options that several commands have."""

from enum import StrEnum
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
    list[Path],
    typer.Argument(help="Encodings files, one an agency; one alone for duplicates."),
]


class Threshold(StrEnum):
    """Where the threshold comes from."""

    AUTO = "auto"
    PROFILE = "profile"


ThresholdOption = Annotated[
    Threshold,
    typer.Option(
        "--threshold", help="Fitted to each pair of files, or the profile's own."
    ),
]
Within = Annotated[
    bool,
    typer.Option("--within", help="Look for duplicates inside each file too."),
]
Work = Annotated[
    Path | None,
    typer.Option(
        "--work",
        help="A folder for what is done, to go on from after a crash; with Spark, one"
        " that all its machines share.",
    ),
]


class EngineName(StrEnum):
    """What compares files."""

    EMBEDDED = "embedded"
    SPARK = "spark"
    LSH = "lsh"


EngineOption = Annotated[
    EngineName,
    typer.Option(
        "--engine",
        help="All pairs on this machine's cores or on Apache Spark; or fewer, by"
        " locality-sensitive hashing, with the recall stated.",
    ),
]
Master = Annotated[
    str, typer.Option("--master", help="Master URL of Spark, such as local[2].")
]
THIS_MACHINE = "local[*]"
Out = Annotated[Path, typer.Option("--out", help="The CSV file to write.")]
