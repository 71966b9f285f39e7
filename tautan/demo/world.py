"""Makes the world: a population, each agency's database of it, and the truth.

Everything follows from the seed, the number of people and the day, which
`world.json` keeps; what needs the rows again (the canary search, the choice of a
case) makes them again.
"""

import asyncio
import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from importlib import import_module
from itertools import islice
from operator import attrgetter
from pathlib import Path

from linkage.cluster.clusters import RecordKey
from protocol.messages import errors_page
from subgraphs.population.population import Population
from subgraphs.population.rows import Agency, Passport, Row
from subgraphs.sdk.load import load_rows
from subgraphs.sdk.postgres import Server
from tautan.demo.canary import Needles
from tautan.demo.layout import AGENCIES, ON_POSTGRES, Layout

SEED = 20260101
WINDOW = 20_000
BEGUN = "Made by tautan demo, and cleared by it after an interrupted run.\n"
Watch = Callable[[str, int], None]
"""Told of an agency and how many more of its rows are in."""


@dataclass(frozen=True, slots=True)
class World:
    """What a data directory holds."""

    seed: int
    people: int
    today: date

    @classmethod
    def load(cls, layout: Layout) -> "World | None":
        """The world of a data directory; None where none is complete."""
        if not layout.world.is_file():
            return None
        kept = json.loads(layout.world.read_text("utf-8"))
        return cls(kept["seed"], kept["people"], date.fromisoformat(kept["today"]))

    def save(self, layout: Layout) -> None:
        """Marks the data directory as complete."""
        kept = {**asdict(self), "today": self.today.isoformat()}
        layout.world.write_text(json.dumps(kept) + "\n", encoding="utf-8")

    @property
    def population(self) -> Population:
        """Its population."""
        return Population(self.seed, self.people, self.today)

    def rows(self, agency: Agency) -> Iterator[Row]:
        """The rows of an agency's database, person by person."""
        return self.population.rows_of(agency)


def begin(layout: Layout) -> None:
    """Makes an empty data directory, cleared of what an interrupted run left.

    Raises:
        LookupError: it holds files that the demonstration did not make.
    """
    layout.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(layout.root.iterdir()) and not layout.begun.is_file():
        raise LookupError(
            f"{layout.root} holds other files: name an empty directory with --data."
        )
    shutil.rmtree(layout.root)
    layout.root.mkdir(mode=0o700)
    layout.begun.write_text(BEGUN, encoding="utf-8")


def dsn_of(layout: Layout, agency: str, server: Server) -> str:
    """Where an agency's database is."""
    if agency in ON_POSTGRES:
        return server.dsn(agency)
    return f"sqlite+aiosqlite:///{layout.agency(agency) / 'data.sqlite'}"


def fill_databases(world: World, layout: Layout, server: Server, watch: Watch) -> None:
    """Fills every agency's database, and writes the truth."""
    for agency in AGENCIES:
        metadata = import_module(f"subgraphs.{agency}.tables").metadata

        def done(more: int, agency: str = agency) -> None:
            watch(agency, more)

        dsn = dsn_of(layout, agency, server)
        rows = _table_by_table(world.rows(agency))
        asyncio.run(load_rows(dsn, metadata, rows, done))
    layout.truth.touch(mode=0o600)
    with layout.truth.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["agency", "handle", "person"])
        for row in world.population.truth():
            writer.writerow([row.agency, row.handle, row.person_index])


def _table_by_table(rows: Iterator[Row]) -> Iterator[Row]:
    """The same rows, in stretches of one table, so that they load in large chunks."""
    while window := list(islice(rows, WINDOW)):
        yield from sorted(window, key=attrgetter("TABLE"))


def read_truth(layout: Layout) -> dict[RecordKey, str]:
    """Whose record each one is."""
    with layout.truth.open(encoding="utf-8", newline="") as file:
        return {
            RecordKey(row["agency"], row["handle"]): row["person"]
            for row in csv.DictReader(file)
        }


_NIKS = ("nik", "mother_nik", "sponsor_nik", "limited_dual_parent_nik")
_NAMES = ("name", "machine_readable_name", "mother_name", "alias", "holder_name")
_PASSPORTS = ("passport_number", "foreign_document_number")


def needles_of(world: World) -> Needles:
    """Every name, NIK and passport number in any agency's database."""
    needles = Needles()
    for agency in AGENCIES:
        for row in world.rows(agency):
            for kind, value in _personal(row):
                needles.add(kind, value)
    return needles


def public_texts(schema: Path) -> Iterator[str]:
    """What everybody may read: the schema folder, and the words of errors."""
    for path in sorted(schema.rglob("*")):
        if path.is_file():
            yield path.read_text("utf-8")
    yield errors_page()


def _personal(row: Row) -> Iterator[tuple[str, str]]:
    for kind, columns in (("nik", _NIKS), ("name", _NAMES), ("passport", _PASSPORTS)):
        for column in columns:
            value = getattr(row, column, None)
            if isinstance(value, str):
                yield kind, value
    for value in getattr(row, "legacy_niks", ()):
        yield "nik", value
    if isinstance(row, Passport):
        yield "passport", row.number
