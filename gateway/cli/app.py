"""The gateway's commands in one typer application."""

import typer

from gateway.cli.serve import gateway

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command()(gateway)


@app.callback()
def commands() -> None:
    """Serve, compose and plan supergraphs."""
