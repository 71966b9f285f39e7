"""`tautan`: every command of the project, wired together."""

import typer

from client import cli as asker
from gateway.cli.compose import compose
from gateway.cli.plan import plan
from gateway.cli.serve import gateway
from linkage.cli import link, linkage
from subgraphs.encoder.cli import encode
from subgraphs.persons.cli import unit
from subgraphs.population.cli import write as population
from subgraphs.sdk.cli import load, node
from tautan.audit import audit
from tautan.demo.command import demo

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Federated queries across agencies, with privacy-preserving record linkage.",
)
app.command()(demo)
app.command()(asker.login)
app.command()(asker.ask)
app.command()(asker.query)
app.command()(gateway)
app.command()(compose)
app.command()(plan)
app.command()(node)
app.command()(load)
app.command()(encode)
app.add_typer(unit, name="unit")
app.add_typer(link, name="link")
app.add_typer(linkage, name="linkage")
app.add_typer(audit, name="audit")
app.command(name="population")(population)


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
