"""The invented population as records for linkage, each with its person.

What the agencies' encoders read from their tables, without tables: the newest passport
first, then others; the recorded name, then aliases.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from linkage.record import PartialDate, Precision, Record
from subgraphs.population.population import Population
from subgraphs.population.rows import (
    Agency,
    Applicant,
    CitizenAbroad,
    ImmigrationPerson,
    Inmate,
    InmateAlias,
    Passport,
    Resident,
)

PersonRow = Resident | Applicant | ImmigrationPerson | Inmate | CitizenAbroad


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One agency's record of a person."""

    agency: Agency
    record: Record
    person: int


def person_records(population: Population) -> Iterator[PersonRecord]:
    """Records of all agencies that hold persons; in memory until all rows are seen."""
    persons: list[tuple[Agency, PersonRow, int]] = []
    passports: defaultdict[str, list[Passport]] = defaultdict(list)
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for each in population.rows():
        row = each.row
        if isinstance(row, Passport):
            passports[row.person_handle].append(row)
        elif isinstance(row, InmateAlias):
            aliases[row.inmate_handle].append(row.alias)
        elif isinstance(row, PersonRow) and each.person_index is not None:
            persons.append((each.agency, row, each.person_index))
    for agency, row, person in persons:
        held = sorted(passports[row.handle], key=lambda one: one.issued_on)
        numbers = [one.number for one in reversed(held)]
        record = _record(row, aliases[row.handle], numbers)
        yield PersonRecord(agency, record, person)


def _record(row: PersonRow, aliases: list[str], passports: list[str]) -> Record:
    named: str = getattr(row, "name", "") or getattr(row, "machine_readable_name", "")
    number = getattr(row, "passport_number", None)
    niks: list[str | None] = [row.nik, *getattr(row, "legacy_niks", ())]
    return Record(
        handle=row.handle,
        names=(named, *aliases),
        birth_date=PartialDate(
            row.birth_date, Precision(row.birth_date_precision), row.birth_date_imputed
        ),
        birth_place=getattr(row, "birth_place", None),
        sex=row.sex,
        niks=tuple(one for one in niks if one),
        passports=tuple(one for one in (*passports, number) if one),
        mother_name=getattr(row, "mother_name", None),
    )
