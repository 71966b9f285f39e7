"""What the demonstration prints."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from client.asking import Client, Result
from client.show import as_rich, refusal_lines, source_line
from linkage.match.estimates import Estimate
from linkage.pipeline.evaluate import Quality
from protocol.errors import TautanError
from tautan.demo.canary import Finding, Needles
from tautan.demo.layout import LINKING, Layout
from tautan.demo.questions import ASKED, Asked, open_case
from tautan.demo.steps import Said
from tautan.demo.world import Watch, World

ROWS = 10
LANGUAGE = "en"


def title(console: Console, text: str) -> None:
    """A heading."""
    console.rule(f"[bold]{text}", align="left")


@contextmanager
def counting(console: Console) -> Iterator[Watch]:
    """A counter of rows per agency."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:16}"),
        TextColumn("{task.completed:>9,} rows"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, TaskID] = {}

        def watch(agency: str, more: int) -> None:
            if agency not in tasks:
                tasks[agency] = progress.add_task(agency, total=None)
            progress.advance(tasks[agency], more)

        yield watch


@contextmanager
def stepping(console: Console) -> Iterator[Said]:
    """A bar over the steps of linking."""
    columns = (TextColumn("{task.description:24}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("encode", total=len(LINKING) + 1)

        def said(name: str) -> None:
            progress.update(task, description=name, advance=1)

        yield said


@contextmanager
def waiting(console: Console, text: str) -> Iterator[None]:
    """A spinner while something runs."""
    with console.status(text):
        yield
    console.print(f"{text}: done", style="dim")


def quality(console: Console, judged: Mapping[str, Quality]) -> None:
    """Precision and recall per pair of agencies, with 95 % Wilson intervals."""
    table = Table("pair", "shared", "precision", "recall", header_style="bold")
    for pair, each in judged.items():
        table.add_row(
            pair,
            f"{each.true_pairs:,}",
            _interval(each.precision),
            _interval(each.recall),
        )
    console.print(table)


def _interval(estimate: Estimate) -> str:
    return f"{estimate.value:.4f} [{estimate.low:.4f}, {estimate.high:.4f}]"


def answers(console: Console, layout: Layout, world: World) -> None:
    """Asks each question and prints query, plan, table and refusals."""
    case = open_case(world)
    for asked in ASKED:
        client = Client.open(layout.client, asked.persona)
        client.language, client.explain = LANGUAGE, True
        about = client.questions[asked.question].about
        title(console, f"{asked.question}, asked by {asked.persona}")
        console.print(f"{about.title.en} {about.title.id}", markup=False)
        console.print(f"purpose {about.purpose}, way {about.way.value}", style="dim")
        if asked.why:
            console.print(asked.why, style="yellow")
        else:
            console.print(client.questions[asked.question].document, markup=False)
        _answer(console, client, asked, case)


def _answer(console: Console, client: Client, asked: Asked, case: str) -> None:
    variables = {"caseNumber": case} if asked.about_case else {}
    try:
        result = client.ask(asked.question, variables)
    except TautanError as error:
        console.print(str(error), style="yellow", markup=False)
        return
    _print(console, result)


def _print(console: Console, result: Result) -> None:
    plan, _, _ = (result.answers[0].plan or "").partition("\nanswer\n")
    console.print(plan, markup=False, style="cyan")
    if result.table.rows:
        console.print(as_rich(result.table, ROWS))
    for line in refusal_lines(result.errors):
        console.print(line, style="yellow", markup=False)
    about = result.table.about
    console.print(
        f"{len(result.table.rows)} rows; agreements "
        f"{', '.join(about['agreements']) or 'none'}; {len(result.answers)} requests; "
        f"{source_line(about['sources'])}",
        style="dim",
        markup=False,
    )


def canary(
    console: Console, needles: Needles, words: int, found: Sequence[Finding]
) -> None:
    """What the search found."""
    console.print(f"{len(needles):,} values looked for, {len(found)} found")
    if words:
        console.print(
            f"{words} names left out: they are words of the public schema", style="dim"
        )
    for finding in found[:ROWS]:
        console.print(f"{finding.kind} in {finding.path}", style="red")


def control(console: Console, kinds: Collection[str]) -> None:
    """Whether the search finds what was planted."""
    console.print(f"planted control found: {', '.join(sorted(kinds))}")


def urls(console: Console, places: Mapping[str, str]) -> None:
    """What stays up."""
    title(console, "Up until Ctrl-C")
    for name, url in places.items():
        console.print(f"{name:22} {url}", markup=False)
