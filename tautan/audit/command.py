"""`tautan audit`: look at audit logs offline.

Every log is verified before anything is read from it. Exit status: 0 when there is
nothing to report, 1 when a log is broken or an access is unlogged, 2 when the
command itself can't be carried out.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement
from protocol.audit_notes import Ager
from protocol.audit_reconcile import compare
from protocol.audit_report import By, summarise
from protocol.audit_retention import kept_from
from protocol.audit_subjects import SubjectIndex, subjects_path
from protocol.dates import legal_day, system_clock
from protocol.errors import TautanError
from protocol.keys import KeySet, SigningKey
from protocol.refs import RefKey, subject_tag
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.settings import NodeSettings, read_settings
from tautan.audit.logs import (
    Checked,
    check_logs,
    logs_of_demo,
    peers_of_demo,
)
from tautan.audit.show import (
    access,
    checked_json,
    checked_text,
    comparison_json,
    row_json,
    show_accesses,
    show_comparison,
    show_json,
    show_report,
)

audit = typer.Typer(no_args_is_help=True, help="Look at audit logs offline.")

Logs = Annotated[
    list[Path] | None,
    typer.Argument(help="Logs; those of the demonstration by default."),
]
Keys = Annotated[
    Path | None, typer.Option(help="JWKS with the instances' public keys.")
]
Data = Annotated[Path, typer.Option(help="Data directory of the demonstration.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
DEMO = Path(".tautan")


@audit.callback()
def _audit() -> None:
    """Look at audit logs offline."""


@audit.command()
def verify(
    logs: Logs = None,
    keys: Keys = None,
    data: Data = DEMO,
    as_json: Json = False,  # noqa: FBT002 -- how typer says an option
) -> None:
    """Detect lines that were removed, moved, changed or cut off."""
    with _refusals():
        checked = _checked(logs, keys, data)
    if as_json:
        show_json({"logs": [checked_json(log) for log in checked]})
    else:
        for log in checked:
            typer.echo(checked_text(log))
    _exit_if(any(log.verified is None for log in checked))


@audit.command()
def reconcile(
    logs: Logs = None,
    keys: Keys = None,
    data: Data = DEMO,
    settle: Annotated[
        float, typer.Option(help="Seconds that an access may take to reach both logs.")
    ] = 60.0,
    as_json: Json = False,  # noqa: FBT002 -- how typer says an option
) -> None:
    """Name accesses that stand in a node's log or a gateway's, and not in both."""
    with _refusals():
        checked = _intact(_checked(logs, keys, data))
        gateways = [log for log in checked if log.is_gateways]
        nodes = {log.verified.process: log for log in checked if log.verified}
        for log in gateways:
            nodes.pop(log.verified.process if log.verified else "", None)
        if not gateways or not nodes:
            raise typer.BadParameter("give the logs of a gateway and of nodes")
        found = compare(
            (line for log in gateways for line in log.lines()),
            {agency: log.lines() for agency, log in nodes.items()},
            timedelta(seconds=settle),
        )
    if as_json:
        show_json(comparison_json(found))
    else:
        show_comparison(found)
    _exit_if(bool(found.unlogged or found.disputed))


@audit.command()
def report(  # noqa: PLR0913, PLR0917 -- one option each
    logs: Logs = None,
    keys: Keys = None,
    data: Data = DEMO,
    by: Annotated[
        str, typer.Option(help=f"What rows are told apart by: {', '.join(By)}.")
    ] = "log,organisation,purpose,agreement",
    since: Annotated[
        str, typer.Option(help="From this day on (UTC), as 2026-01-31.")
    ] = "",
    until: Annotated[str, typer.Option(help="Until before this day (UTC).")] = "",
    as_json: Json = False,  # noqa: FBT002 -- how typer says an option
) -> None:
    """Tell who asked what: per organisation, purpose and agreement."""
    with _refusals():
        kinds = _kinds(by)
        first, end = _day(since), _day(until)
        checked = _intact(_checked(logs, keys, data))
        lines = {log.verified.instance: log.lines() for log in checked if log.verified}
        rows = summarise(lines, kinds, first, end)
    if as_json:
        show_json({"rows": [row_json(row, kinds) for row in rows]})
    else:
        show_report(rows, kinds)


@audit.command()
def subject(
    records: Annotated[
        list[str],
        typer.Argument(help="The person's records, each as TYPE:HANDLE."),
    ],
    config: Annotated[Path, typer.Option(help="The node's settings, a YAML file.")],
    erase: Annotated[  # noqa: FBT002 -- how typer says an option
        bool, typer.Option("--erase", help="Erase the records from the index.")
    ] = False,
    as_json: Json = False,  # noqa: FBT002 -- how typer says an option
) -> None:
    """Tell a data subject who asked about them, when and why; at their agency."""
    with _refusals():
        settings, home = read_settings(config, NodeSettings), config.parent
        path = home / settings.audit
        keys = KeySet.load(home / settings.peers)
        (log,) = _intact(check_logs([path], keys))
        refs = RefKey.load(home / settings.keys.refs)
        tags = [subject_tag(refs, *_record(one)) for one in records]
        with closing(SubjectIndex(subjects_path(path))) as index:
            held = {seq for tag in tags for seq in index.lines_about(tag)}
            erased = sum(index.erase(tag) for tag in tags) if erase else 0
        found = [line for line in log.lines() if line["seq"] in held]
    if as_json:
        accesses = [access(line) for line in found]
        show_json({"accesses": accesses, "erased": erased})
        return
    show_accesses(found)
    typer.echo(f"{len(found)} accesses" + (f", {erased} erased" if erase else ""))


@audit.command("age-out")
def age_out(
    log: Annotated[Path, typer.Argument(help="The log.")],
    key: Annotated[Path, typer.Option(help="The instance's private key.")],
    process: Annotated[str, typer.Option(help="The process's id in its key list.")],
    agreements: Annotated[
        Path, typer.Option(help="Agreements; the longest `retention.log` counts.")
    ],
    as_json: Json = False,  # noqa: FBT002 -- how typer says an option
) -> None:
    """Remove archives older than any agreement keeps, leaving a signed note."""
    with _refusals():
        held = SigningKey.load(key, process)
        _intact(check_logs([log], KeySet.of([held])))
        book = AgreementBook.load(agreements)
        today = legal_day(system_clock())
        until = kept_from(today, _spans(book.data))
        if until is None:
            raise typer.BadParameter("no agreement says how long logs are kept")
        reason = f"kept from {until} by the agreements of {today}"
        note = Ager(log, held, system_clock, os.fsync).age_out(until, reason)
    lines = 0 if note is None else note.last.seq + 1
    if as_json:
        show_json({"keptFrom": until.isoformat(), "agedOut": lines})
    else:
        typer.echo(f"kept from {until}; {lines} lines aged out altogether")


def _checked(logs: list[Path] | None, keys: Path | None, data: Path) -> list[Checked]:
    paths = logs or logs_of_demo(data)
    if not paths:
        raise typer.BadParameter(f"there is no log under {data}")
    return check_logs(paths, KeySet.load(keys or peers_of_demo(data)))


def _intact(checked: list[Checked]) -> list[Checked]:
    """The logs, if every one of them may be read.

    Raises:
        typer.Exit: With 1: one is broken.
    """
    broken = [log for log in checked if log.verified is None]
    for log in broken:
        typer.echo(checked_text(log), err=True)
    _exit_if(bool(broken))
    return checked


def _exit_if(found: bool) -> None:  # noqa: FBT001 -- what to look at
    if found:
        raise typer.Exit(1)


def _kinds(by: str) -> list[By]:
    try:
        return [By(word.strip()) for word in by.split(",")]
    except ValueError:
        raise typer.BadParameter(f"--by takes {', '.join(By)}") from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise typer.BadParameter(f"{text} is no day, such as 2026-01-31") from None


def _record(text: str) -> tuple[str, str]:
    typename, colon, handle = text.partition(":")
    if not (typename and colon and handle):
        raise typer.BadParameter(f"{text} is not TYPE:HANDLE, as Resident:r-000123")
    return typename, handle


def _spans(agreements: tuple[DataAgreement, ...]) -> Iterator[str]:
    return (one.retention.log for one in agreements)


@contextmanager
def _refusals() -> Iterator[None]:
    """Says what the command can't be carried out for, and ends it."""
    try:
        yield
    except (TautanError, NodeError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
