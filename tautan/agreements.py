"""`tautan agreements`: check, read, sign and publish agreements."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from graphql import GraphQLError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from protocol.agreements.changes import changes_since
from protocol.agreements.library import Library, open_library
from protocol.agreements.render import render as text_of
from protocol.agreements.signatures import signed_path
from protocol.agreements.signing import sign_agreement
from protocol.dates import legal_day, system_clock
from protocol.errors import TautanError
from protocol.keys import KeySet, SigningKey
from protocol.officers import OFFICER
from protocol.oversight.calendar import calendar as days_ahead
from protocol.oversight.check import Checked, Report
from protocol.oversight.check import check as checked
from protocol.oversight.coverage import coverage as covered
from protocol.oversight.coverage import matrix as cells_of
from protocol.publication.manifest import next_edition
from protocol.publication.manifest import publish as publish_edition
from protocol.statements import new_jti

agreements = typer.Typer(
    no_args_is_help=True, help="Check, read, sign and publish agreements."
)

Schema = Annotated[Path, typer.Option(help="Schema directory.")]
Officers = Annotated[
    Path | None, typer.Option(help="JWKS of the officers who may sign.")
]
On = Annotated[str, typer.Option(help="The day, as 2026-01-31; today if empty.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Name = Annotated[str, typer.Argument(help="Id of the agreement.")]
HERE = Path("schema")
REGISTRY = "registry"
WIDE = 160


@agreements.callback()
def _agreements() -> None:
    """Check, read, sign and publish agreements."""


@agreements.command()
def check(
    *,
    schema: Schema = HERE,
    officers: Officers = None,
    on: On = "",
    as_json: Json = False,
) -> None:
    """Find what is wrong, not in force, or declared only; 1 if a file is wrong."""
    report = checked(_library(schema, officers), _day(on))
    if as_json:
        _print_json(asdict(report))
    else:
        _print_check(report)
    if not report.sound:
        raise typer.Exit(1)


@agreements.command()
def render(name: Name, *, schema: Schema = HERE, as_json: Json = False) -> None:
    """Write the Indonesian text, and what changed since it was last signed."""
    library = _library(schema, None)
    with _refusals():
        agreement = library.agreement(name)
    text = text_of(agreement, library.glossary)
    signed = library.signed.get(name)
    changes = changes_since(agreement, signed) if signed else ()
    if as_json:
        said = [asdict(one) for one in changes]
        _print_json({"text": text, "signed": signed is not None, "changes": said})
        return
    typer.echo(text)
    typer.echo(f"---\n\n## {_headline(signed is not None, len(changes))}\n")
    for one in changes:
        typer.echo(f"- `{one.clause}`: {one.signed} → {one.now}")


@agreements.command()
def matrix(*, schema: Schema = HERE, on: On = "", as_json: Json = False) -> None:
    """Lay fields over purposes and recipients, with the mode in each cell."""
    library, day = _library(schema, None), _day(on)
    cells = cells_of(covered(library.book, library.contracts, day).covers)
    columns = sorted({column for row in cells.values() for column in row})
    if as_json:
        _print_json(
            {
                field: [
                    {"purpose": purpose, "recipient": recipient, "mode": mode}
                    for (purpose, recipient), mode in sorted(row.items())
                ]
                for field, row in cells.items()
            }
        )
        return
    for purpose in sorted({purpose for purpose, _ in columns}):
        own = [column for column in columns if column[0] == purpose]
        rows = [
            [field, *(row.get(column, "") for column in own)]
            for field, row in cells.items()
            if any(column in row for column in own)
        ]
        _print_table(purpose, ["field", *(one for _, one in own)], rows)
    typer.echo("A mode in brackets is agreed and not in force.")


@agreements.command()
def coverage(*, schema: Schema = HERE, on: On = "", as_json: Json = False) -> None:
    """List the law of each field, purpose and agency, and fields without any."""
    library = _library(schema, None)
    found = covered(library.book, library.contracts, _day(on))
    if as_json:
        _print_json(asdict(found))
        return
    rows = [
        [
            one.field,
            one.purpose,
            one.recipient,
            one.mode,
            one.agreement,
            "\n".join(one.law),
            one.lapsed or "in force",
        ]
        for one in found.covers
    ]
    head = ["field", "purpose", "recipient", "mode", "agreement", "law", "today"]
    _print_table(f"{len(rows)} elements", head, rows)
    typer.echo(f"\nGiven by no agreement ({len(found.uncovered)}):")
    for name in found.uncovered:
        typer.echo(f"  {name}")


@agreements.command()
def calendar(
    *,
    schema: Schema = HERE,
    on: On = "",
    past: Annotated[
        bool, typer.Option("--past", help="Days that are over too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List what begins, is due and ends, in the order of days."""
    dues = days_ahead(_library(schema, None).book, _day(on))
    shown = [one for one in dues if past or one.days_left >= 0]
    if as_json:
        _print_json({"days": [asdict(one) for one in shown]})
        return
    rows = [
        [one.day.isoformat(), str(one.days_left), one.event, one.agreement, one.clause]
        for one in shown
    ]
    _print_table("", ["day", "days left", "event", "agreement", "clause"], rows)


@agreements.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where the private key goes.")],
    *,
    organisation: Annotated[
        str, typer.Option(help="The officer's organisation code; empty: the registry.")
    ],
    officers: Annotated[
        Path | None, typer.Option(help="JWKS that the public half is added to.")
    ] = None,
) -> None:
    """Make an officer's key; its public half goes to whoever keeps the list."""
    with _refusals():
        owner = f"{OFFICER}{organisation}" if organisation else REGISTRY
        made = SigningKey.generate(f"{owner}#{new_jti()[:8]}")
        made.save(file)
        own = KeySet.of([made])
        if officers is not None:
            known = KeySet.load(officers).keys if officers.exists() else {}
            whole = KeySet({**known, **own.keys})
            officers.write_text(json.dumps(whole.jwks(), indent=2) + "\n", "utf-8")
    _print_json(own.jwks())


@agreements.command()
def sign(
    names: Annotated[list[str], typer.Argument(help="Ids of agreements.")],
    *,
    key: Annotated[Path, typer.Option(help="The officer's private key.")],
    schema: Schema = HERE,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Sign record and text together, as an officer of one party."""
    library = _library(schema, None)
    with _refusals():
        officer = SigningKey.load(key)
        for name in names:
            agreement = library.agreement(name)
            text = text_of(agreement, library.glossary)
            if not yes:
                typer.echo(text)
                typer.confirm(f"Sign {name} as {officer.kid}?", abort=True)
            before, now = library.signed.get(name), system_clock()
            signed = sign_agreement(agreement, text, before, officer, now)
            path = signed_path(library.directory, name)
            path.write_bytes(signed.to_json())
            by = ", ".join(one.by for one in signed.signatures)
            typer.echo(f"{path.name}: signed by {by}")


@agreements.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Ids of agreements; all by default.")
    ] = None,
    *,
    officers: Annotated[Path, typer.Option(help="JWKS of the officers.")],
    schema: Schema = HERE,
    as_json: Json = False,
) -> None:
    """Verify the signatures of agreements; 1 if one does not hold."""
    library = _library(schema, officers)
    with _refusals():
        wanted = [library.agreement(name) for name in names or _all(library)]
    missing = {one.id: library.book.grounds[one.id].unsigned for one in wanted}
    if as_json:
        _print_json({"missing": missing})
    else:
        for name, clause in missing.items():
            typer.echo(f"{name}: {clause or 'signed by both parties'}")
    if any(missing.values()):
        raise typer.Exit(1)


@agreements.command()
def publish(
    *,
    key: Annotated[Path, typer.Option(help="The registry's private key.")],
    schema: Schema = HERE,
    days: Annotated[
        int, typer.Option(min=0, help="Days until a newer edition is due; 0: none is.")
    ] = 0,
) -> None:
    """Sign what stands in the schema directory as the next edition."""
    library = _library(schema, None)
    for finding in library.findings:
        typer.echo(finding, err=True)
    if library.findings:
        raise typer.Exit(1)
    with _refusals():
        own = SigningKey.load(key)
        edition = next_edition(schema, KeySet.of([own]))
        lifetime = timedelta(days=days) if days else None
        made = publish_edition(schema, own, edition, system_clock(), lifetime)
    typer.echo(f"edition {made.edition}: {made.tree}")


def _all(library: Library) -> list[str]:
    return [one.id for one in library.book.all]


@contextmanager
def _refusals() -> Iterator[None]:
    """Say what can't be used in a line, rather than where in the program."""
    try:
        yield
    except (TautanError, OSError, GraphQLError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _library(schema: Path, officers: Path | None) -> Library:
    with _refusals():
        keys = KeySet.load(officers) if officers else None
        return open_library(schema, keys)


def _day(on: str) -> date:
    if not on:
        return legal_day(system_clock())
    try:
        return date.fromisoformat(on)
    except ValueError:
        raise typer.BadParameter(f"{on} is not a day such as 2026-01-31") from None


def _headline(signed: bool, changes: int) -> str:  # noqa: FBT001 -- a fact, no switch
    if not signed:
        return "Belum pernah ditandatangani"
    if not changes:
        return "Tidak berubah sejak ditandatangani"
    return "Perubahan sejak ditandatangani"


def _print_check(report: Report) -> None:
    for finding in report.findings:
        typer.echo(finding, err=True)
    rows = [
        [one.agreement, str(one.version), one.state, _today(one)]
        for one in report.agreements
    ]
    _print_table("", ["agreement", "version", "state", "today"], rows)
    typer.echo(f"Signatures: {report.signatures}.")
    typer.echo("\nDeclared only: what no program keeps.")
    kept: dict[tuple[str, str], list[str]] = {}
    for one in report.agreements:
        for each in one.declared_only:
            kept.setdefault((each.clause, each.why), []).append(one.agreement)
    total = len(report.agreements)
    rows = [
        [clause, why, f"all {total}" if len(ids) == total else ", ".join(ids)]
        for (clause, why), ids in sorted(kept.items())
    ]
    _print_table("", ["clause", "because", "agreements"], rows)


def _today(one: Checked) -> str:
    return f"{one.code} ({one.clause})" if one.code else "in force"


def _print_table(
    title: str, head: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    table = Table(title=title or None, title_justify="left")
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    console = Console(file=sys.stdout)
    if not console.is_terminal:
        console.width = max(console.width, WIDE)
    console.print(table)


def _print_json(document: Any) -> None:
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False, default=str))
