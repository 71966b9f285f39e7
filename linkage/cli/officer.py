"""`tautan linkage officer`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.terminal import print_figures, refusals
from linkage.errors import OfficersInvalid
from linkage.release.officers import with_officer
from protocol.canonical import read_json_object
from protocol.keys import SigningKey
from protocol.officers import OFFICER


def officer(
    agency: Annotated[str, typer.Argument(help="Short name, such as dukcapil.")],
    key: Annotated[Path, typer.Option("--key", help="The key file to make.")],
    officers: Annotated[
        Path, typer.Option(help="The list (JWKS) that the public half is added to.")
    ],
) -> None:
    """Make the signing key of an agency's privacy officer."""
    with refusals():
        made = SigningKey.generate(f"{OFFICER}{agency}")
        listed = with_officer(_known(officers), made)
        made.save(key)
        officers.write_text(json.dumps(listed, indent=2) + "\n", encoding="ascii")
    print_figures({"officer": made.kid, "key": str(key)}, as_json=False)


def _known(path: Path) -> dict[str, object]:
    """The list as it is; empty where there is none.

    Raises:
        OfficersInvalid: It is no JWKS.
    """
    try:
        return read_json_object(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise OfficersInvalid(
            f"{path.name} is no list of keys.", diagnostics=str(error)
        ) from None
