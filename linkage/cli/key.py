"""`tautan linkage key`."""

from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.terminal import refusals
from linkage.encode.secrets import create_secret


def key(
    path: Annotated[Path, typer.Argument(help="The file to make, with mode 0600.")],
    project: Annotated[str, typer.Option(help="The linkage project.")],
) -> None:
    """Make the linkage secret of a project."""
    with refusals():
        create_secret(path, project)
