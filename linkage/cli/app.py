"""`link` and `linkage`: the typer applications that the `tautan` command mounts."""

import typer

from linkage.cli.cluster import cluster
from linkage.cli.encode import encode
from linkage.cli.evaluate import evaluate
from linkage.cli.febrl4 import febrl4
from linkage.cli.key import key
from linkage.cli.keys import keys
from linkage.cli.match import match
from linkage.cli.officer import officer
from linkage.cli.revoke import revoke
from linkage.cli.sign import refuse, sign
from linkage.cli.verify import status, verify

link = typer.Typer(no_args_is_help=True, help="Link data sets end to end.")
linkage = typer.Typer(
    no_args_is_help=True, help="Encode, match, cluster and evaluate files."
)


@link.callback()
def _link() -> None:
    """Link data sets end to end."""


link.command()(febrl4)
for _command in (
    key,
    encode,
    match,
    cluster,
    evaluate,
    officer,
    sign,
    refuse,
    verify,
    status,
    revoke,
):
    linkage.command()(_command)
linkage.add_typer(keys, name="keys")
