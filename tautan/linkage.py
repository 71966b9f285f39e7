"""`tautan linkage …`: the commands of the library, and what they need from elsewhere."""

from collections import defaultdict
from datetime import date
from typing import Final

from linkage.cli.app import linkage
from linkage.cli.review import review_with
from linkage.record import Record
from linkage.review.registers import Register, Registers
from subgraphs.population.population import Population
from subgraphs.population.records import person_records

TODAY: Final = date(2026, 6, 1)
"""The day in the invented world, so that a number makes the same people every day."""


def invented(people: int, seed: int) -> Registers:
    """The registers of an invented population."""
    records: defaultdict[str, list[Record]] = defaultdict(list)
    whose: defaultdict[str, list[str]] = defaultdict(list)
    for each in person_records(Population(seed, people, TODAY)):
        records[each.agency].append(each.record)
        whose[each.agency].append(str(each.person))
    registers = (
        Register(agency, held, whose[agency]) for agency, held in records.items()
    )
    return Registers(tuple(registers), invented=True)


linkage.command("review")(review_with(invented))
