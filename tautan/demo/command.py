"""`tautan demo`: the whole of Tautan on one machine, from keys to the canary search.

keys → population → databases → processes → encodings and links → their quality →
questions → canary. On a data directory that is complete, only the processes
start anew.
"""

import signal
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linkage.errors import LinkageError
from protocol.dates import legal_day, system_clock
from protocol.errors import TautanError
from subgraphs.sdk.errors import NodeError
from subgraphs.sdk.postgres import embedded_postgres
from tautan.demo import show, steps
from tautan.demo.agreements import publish_agreements
from tautan.demo.canary import search
from tautan.demo.ceremony import make_secret
from tautan.demo.keys import make_keys
from tautan.demo.layout import ON_POSTGRES, UNIT, Layout
from tautan.demo.processes import Processes, ProcessFailed
from tautan.demo.quality import linkage_quality
from tautan.demo.release import release_profile
from tautan.demo.settings import SCHEMA, Ports, write_settings
from tautan.demo.world import (
    SEED,
    World,
    begin,
    fill_databases,
    needles_of,
    public_texts,
)

DEFAULT_PEOPLE = 10_000
CONTROL = "control.log"
LEAST_WIDTH = 110


@dataclass(frozen=True, slots=True)
class Running:
    """What was started."""

    ports: Ports
    processes: Processes


def demo(
    *,
    population: Annotated[
        int, typer.Option(min=1000, max=1_000_000, help="People in the population.")
    ] = DEFAULT_PEOPLE,
    data: Annotated[Path, typer.Option(help="Data directory.")] = Path(".tautan"),
    once: Annotated[
        bool, typer.Option("--once", help="End after the questions.")
    ] = False,
) -> None:
    """Link an invented population across eight agencies and ask about it."""
    console = Console()
    console.width = max(console.width, LEAST_WIDTH)
    layout = Layout(data.resolve())
    today = legal_day(system_clock())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    try:
        with ExitStack() as stack:
            world = world_of(layout, population, today)
            running = bring_up(console, layout, world, stack)
            _shown(console, layout, world)
            if not once:
                show.urls(console, steps.urls(running.ports))
                signal.pause()
    except KeyboardInterrupt:
        console.print("stopped")
    except (
        ProcessFailed,
        TautanError,
        LinkageError,
        NodeError,
        LookupError,
    ) as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error


def world_of(layout: Layout, people: int, today: date) -> World:
    """The world of the directory, or a new one to be made.

    Raises:
        LookupError: it holds one of another size.
    """
    kept = World.load(layout)
    if kept is not None and kept.people != people:
        raise LookupError(
            f"{layout.root} holds {kept.people:,} people: pass --population "
            f"{kept.people}, another --data, or remove it."
        )
    return kept or World(SEED, people, today)


def bring_up(
    console: Console, layout: Layout, world: World, stack: ExitStack
) -> Running:
    """Everything made, started and linked; the stack stops it again.

    On a data directory that is complete, only the processes start anew.

    Raises:
        ProcessFailed: one does not come up, or a step failed.
        LookupError: the directory holds something else.
    """
    fresh = not layout.world.is_file()
    if fresh:
        show.title(console, "Keys")
        begin(layout)
        make_keys(layout)
        show.title(console, "Linkage profile: signed by five officers")
        release_profile(layout, system_clock)
        show.title(console, "Linkage secret: a ceremony of five agencies")
        make_secret(layout, system_clock)
    server = stack.enter_context(
        embedded_postgres(layout.postgres, databases=ON_POSTGRES)
    )
    if fresh:
        show.title(console, f"Population of {world.people:,}, eight databases")
        with show.counting(console) as watch:
            fill_databases(world, layout, server, watch)
    publish_agreements(layout, system_clock)
    ports = Ports.free()
    write_settings(layout, world, ports, server)
    show.title(console, "Processes")
    processes = stack.enter_context(Processes(layout.logs))
    with show.waiting(console, "starting capture, issuer, unit, 8 nodes, gateway"):
        steps.start_all(processes, layout, ports)
    if fresh:
        show.title(console, "Linkage: encode at each agency, link at the unit")
        with show.stepping(console) as said:
            made = steps.link(layout, said)
        console.print(made)
        world.save(layout)
    return Running(ports, processes)


def _shown(console: Console, layout: Layout, world: World) -> None:
    """Quality, questions, canary.

    Raises:
        LookupError: the canary search found what it should not, or missed its
            control.
    """
    show.title(console, "Links against the truth")
    show.quality(console, linkage_quality(layout, world))
    show.answers(console, layout, world)
    show.title(console, "Canary: names, NIKs and passports outside the agencies")
    with show.waiting(console, "searching files, databases, logs, captured traffic"):
        needles = needles_of(world)
        words = needles.leave_out(public_texts(SCHEMA))
        found = list(search(steps.traces(layout), needles))
        control = layout.unit / CONTROL
        control.write_bytes(b" ".join(needles.sample()))
        controls = {finding.kind for finding in search([control], needles)}
        control.unlink()
    show.canary(console, needles, words, found)
    show.control(console, controls)
    if found or controls != {"nik", "passport", "name"}:
        raise LookupError(f"the canary search failed; look into {layout.root / UNIT}")


def _interrupted(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
