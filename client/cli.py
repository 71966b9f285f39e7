"""The asker's commands: login, ask, query."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from client.asking import Answer, Client, Request
from client.export import as_csv, as_json, write_table
from client.identity import Places, sign_in
from client.show import as_rich, refusal_lines, source_line
from client.tables import Table
from protocol.asks import Way
from protocol.errors import TautanError
from protocol.messages import Language
from protocol.statements import new_jti

Home = Annotated[
    Path,
    typer.Option(envvar="TAUTAN_HOME", help="Folder with client.yaml and identities."),
]
As = Annotated[str, typer.Option("--as", help="Name of the identity that asks.")]
Lang = Annotated[str, typer.Option(help="Language of messages: id or en.")]
DEFAULT_HOME = Path(".tautan/client")
output = Console(width=None)
notes = Console(stderr=True)


def login(name: As, home: Home = DEFAULT_HOME) -> None:
    """Get an access token from the identity provider, for a key made here."""
    with _faults_shown():
        identity = sign_in(home, name, Places.load(home).issuer)
        notes.print(f"Signed in as {name} of {identity.organisation}.")


def ask(
    question: Annotated[str, typer.Argument(help="Id of a saved question.")],
    name: As,
    var: Annotated[
        list[str] | None, typer.Option(help="A variable, as name=value.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write .json, .csv, .parquet or .xlsx.")
    ] = None,
    as_format: Annotated[
        str, typer.Option("--format", help="table, json or csv.")
    ] = "table",
    explain: Annotated[bool, typer.Option(help="Show query and plan.")] = False,
    language: Lang = "id",
    home: Home = DEFAULT_HOME,
) -> None:
    """Ask a saved question and show, or write, its rows."""
    with _faults_shown(language):
        client = Client.open(home, name)
        client.language, client.explain = language, explain
        result = client.ask(question, _variables(var or []))
        if explain:
            notes.print(client.questions[question].document, markup=False)
            notes.print(result.answers[0].plan or "", markup=False)
        _put(result.table, as_format)
        if out is not None:
            write_table(result.table, out)
        _say_beside(result.table, refusal_lines(result.errors))


def query(
    file: Annotated[Path, typer.Argument(help="A GraphQL document; - for input.")],
    name: As,
    purpose: Annotated[str, typer.Option(help="Purpose, one of the token's.")],
    way: Annotated[Way, typer.Option(help="How it is asked.")] = Way.WORKLIST,
    var: Annotated[
        list[str] | None, typer.Option(help="A variable, as name=value.")
    ] = None,
    request_id: Annotated[
        str, typer.Option(help="Id that a lookup token was made for.")
    ] = "",
    explain: Annotated[bool, typer.Option(help="Bring the plan.")] = False,
    language: Lang = "id",
    home: Home = DEFAULT_HOME,
) -> None:
    """Send one operation and print its opened answer as JSON."""
    text = _text(file)
    with _faults_shown(language):
        client = Client.open(home, name)
        client.language, client.explain = language, explain
        variables = _variables(var or [])
        answer = client.query(Request(text, variables, purpose, way, request_id))
        typer.echo(json.dumps(_printed(answer), ensure_ascii=False, indent=2))


def lookup_token(
    paper: Annotated[
        Path,
        typer.Argument(
            help="JSON object of what stands on the paper; - for input. Some of nik, "
            "passportNumber, name, birthDate, birthPlace, sex, motherName."
        ),
    ],
    name: As,
    purpose: Annotated[str, typer.Option(help="Purpose, one of the token's.")],
    language: Lang = "id",
    home: Home = DEFAULT_HOME,
) -> None:
    """Have the own node make a lookup token, for one request by its id."""
    text = _text(paper)
    with _faults_shown(language):
        client, jti = Client.open(home, name), new_jti()
        token = client.errands.lookup_token(_paper(text), jti, purpose)
        typer.echo(json.dumps({"requestId": jti, "token": token}, indent=2))


def _text(file: Path) -> str:
    """What a file holds, or what comes in where it is "-"."""
    return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")


def _paper(text: str) -> dict[str, Any]:
    try:
        paper = json.loads(text)
    except ValueError:
        paper = None
    if not isinstance(paper, dict):
        raise typer.BadParameter("the paper is no JSON object")
    return paper


def _printed(answer: Answer) -> dict[str, Any]:
    printed: dict[str, Any] = {"data": answer.data}
    if answer.errors:
        printed["errors"] = list(answer.errors)
    printed["extensions"] = {
        "requestId": answer.request_id,
        "agreements": list(answer.agreements),
        "sources": dict(answer.sources),
        **({"plan": answer.plan} if answer.plan else {}),
    }
    return printed


def _put(table: Table, as_format: str) -> None:
    if as_format == "json":
        typer.echo(as_json(table))
    elif as_format == "csv":
        typer.echo(as_csv(table), nl=False)
    else:
        output.print(as_rich(table))


def _say_beside(table: Table, refusals: list[str]) -> None:
    for line in refusals:
        notes.print(line, style="yellow", markup=False)
    about = table.about
    if about["rowsThatCouldNotBeJudged"]:
        notes.print(f"{about['rowsThatCouldNotBeJudged']} rows could not be judged.")
    notes.print(f"{len(table.rows)} rows. {source_line(about['sources'])}")
    notes.print(
        f"purpose {about['purpose']}, "
        f"agreements {', '.join(about['agreements']) or 'none'}, "
        f"requests {', '.join(about['requestIds'])}",
        style="dim",
    )


def _variables(given: list[str]) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(f"{name!r} is not name=value")
        try:
            variables[name] = json.loads(value)
        except ValueError:
            variables[name] = value
    return variables


class _faults_shown:  # noqa: N801 - reads as a statement where it is used
    """Shows a coded fault in the asker's language and ends with status 1."""

    def __init__(self, language: str = "id") -> None:
        self._language = Language.ENGLISH if language == "en" else Language.INDONESIAN

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: object, error: BaseException | None, trace: object
    ) -> None:
        if isinstance(error, TautanError):
            notes.print(
                f"{error.code}: {error.message(self._language)} "
                f"{error.next_step(self._language)}",
                style="red",
                markup=False,
            )
            if error.diagnostics:
                notes.print(error.diagnostics, style="dim", markup=False)
            raise typer.Exit(1) from None
