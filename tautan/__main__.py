"""`tautan`: every command of the project, wired together.

A command's module is loaded when the command is run, so that a node does not load
what links records, and `tautan --help` loads none.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


class Lazy(NamedTuple):
    """Where a command is, and what it is for."""

    module: str
    name: str
    help: str


COMMANDS: Mapping[str, Lazy] = MappingProxyType(
    {
        "demo": Lazy(
            "tautan.demo.command",
            "demo",
            "Link an invented population across eight agencies and ask about it.",
        ),
        "login": Lazy("client.cli", "login", "Get an access token."),
        "ask": Lazy("client.cli", "ask", "Ask a saved question."),
        "query": Lazy("client.cli", "query", "Send one operation."),
        "lookup-token": Lazy(
            "client.cli", "lookup_token", "Make a lookup token at the own node."
        ),
        "gateway": Lazy("gateway.cli.serve", "gateway", "Serve a supergraph."),
        "compose": Lazy("gateway.cli.compose", "compose", "Compose subgraph schemas."),
        "plan": Lazy("gateway.cli.plan", "plan", "Show what answers an operation."),
        "node": Lazy("subgraphs.sdk.cli", "node", "Serve an agency's node."),
        "load": Lazy("subgraphs.sdk.cli", "load", "Fill an agency's tables."),
        "encode": Lazy(
            "subgraphs.encoder.cli", "encode", "Encode and deliver an agency's records."
        ),
        "erase": Lazy(
            "subgraphs.encoder.change_cli", "erase", "Erase records from the linkage."
        ),
        "correct": Lazy(
            "subgraphs.encoder.change_cli", "correct", "Correct records in the linkage."
        ),
        "certificate": Lazy(
            "subgraphs.encoder.change_cli",
            "certificate",
            "Verify a certificate of erasure.",
        ),
        "unit": Lazy("subgraphs.persons.cli", "unit", "The linkage unit: serve, run."),
        "link": Lazy("linkage.cli.app", "link", "Link data sets end to end."),
        "linkage": Lazy(
            "tautan.linkage", "linkage", "Encode, match, cluster and evaluate files."
        ),
        "agreements": Lazy(
            "tautan.agreements", "agreements", "Check, read and sign agreements."
        ),
        "audit": Lazy("tautan.audit.command", "audit", "Look at audit logs offline."),
        "population": Lazy(
            "subgraphs.population.cli", "write", "Write an invented population as CSV."
        ),
    }
)


class LazyGroup(TyperGroup):
    """Loads the one command that is run."""

    def list_commands(self, _ctx: Any) -> list[str]:
        """The commands, in the order of a first visit."""
        return list(COMMANDS)

    def get_command(self, _ctx: Any, cmd_name: str) -> Any:
        """What `--help` shows of a command."""
        lazy = COMMANDS.get(cmd_name)
        return lazy and TyperCommand(cmd_name, help=lazy.help)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is run."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(str(name)), rest


def load(name: str) -> Any:
    """A command, from its module."""
    lazy = COMMANDS[name]
    found = getattr(import_module(lazy.module), lazy.name)
    if isinstance(found, typer.Typer):
        return get_group(found)
    one = typer.Typer(add_completion=False, pretty_exceptions_show_locals=False)
    one.command(name)(found)
    return get_command(one)


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, add_completion=False)


@app.callback()
def _tautan() -> None:
    """Federated queries across agencies, with privacy-preserving record linkage."""


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
