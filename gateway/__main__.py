"""`python -m gateway --config FILE` runs one gateway process."""

import typer

from gateway.cli.serve import gateway

if __name__ == "__main__":
    typer.run(gateway)
