"""`tautan audit`: look at audit logs offline."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from protocol.audit_verify import verify_log
from protocol.errors import AuditError
from protocol.keys import KeySet
from tautan.demo.layout import Layout

audit = typer.Typer(no_args_is_help=True, help="Verify audit logs offline.")
LOG = "audit.jsonl"


@audit.callback()
def _audit() -> None:
    """Verify audit logs offline."""


@audit.command()
def verify(
    logs: Annotated[
        list[Path] | None,
        typer.Argument(help="Logs; those of the demonstration by default."),
    ] = None,
    keys: Annotated[
        Path | None, typer.Option(help="JWKS with the instances' public keys.")
    ] = None,
    data: Annotated[
        Path, typer.Option(help="Data directory of the demonstration.")
    ] = Path(".tautan"),
) -> None:
    """Detect lines that were removed, moved, changed or cut off."""
    layout = Layout(data.resolve())
    keyset = KeySet.load(keys or layout.peers)
    paths = logs or sorted(layout.root.glob(f"*/{LOG}"))
    if not paths:
        raise typer.BadParameter(f"there is no log under {data}")
    broken = [line for line in _verified(paths, keyset) if line.startswith("BROKEN")]
    if broken:
        raise typer.Exit(1)


def _verified(paths: list[Path], keyset: KeySet) -> Iterator[str]:
    for path in paths:
        try:
            found = verify_log(path, keyset)
            line = f"intact  {path}: {found.lines} lines of {found.instance}"
        except AuditError as error:
            line = f"BROKEN  {path}: {error.diagnostics}"
        typer.echo(line)
        yield line
