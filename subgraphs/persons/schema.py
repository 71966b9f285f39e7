"""The unit's types: the contract `schema/subgraphs/persons.graphql` over the link table.

A person record of an agency is known here by its ticket alone. `person` leads to
the person behind it as seen *from that record*: what can be reached depends on
where the asker came from (`subgraphs.persons.reach`). Resolvers return a
`SeenPerson` where the schema says `Person`, and a `Row` where it says a record.
"""

from collections.abc import Callable
from datetime import date
from enum import Enum
from typing import TypeVar, cast

import strawberry
from strawberry import ID, Info

from linkage.match.links import Band as Surety
from subgraphs.persons.lookup import LookupDesk
from subgraphs.persons.people import (
    SeenPerson,
    linked_records,
    person_behind,
    person_id,
)
from subgraphs.sdk.fields import entity, entry, general, impersonal, specific, ticket
from subgraphs.sdk.rows import Row
from subgraphs.sdk.scalars import Sealed

_Link = TypeVar("_Link")


@strawberry.enum
class Band(Enum):
    """How sure a link is; scores never leave the unit."""

    CERTAIN = "CERTAIN"
    PROBABLE = "PROBABLE"
    POSSIBLE = "POSSIBLE"


@strawberry.enum
class LinkReason(Enum):
    """What a link rests on."""

    IDENTIFIER = "IDENTIFIER"
    SIMILARITY = "SIMILARITY"
    BOTH = "BOTH"


def id_of(root: SeenPerson, info: Info) -> ID | None:
    """The pairwise pseudonym."""
    return ID(person_id(info.context, root))


def ref_of(root: SeenPerson, info: Info) -> ID | None:
    """The stable pseudonym that sealed values of the person are bound to."""
    return ID(info.context.ref(root.handle))


def is_inmate(
    root: SeenPerson, info: Info, min_band: Band = Band.CERTAIN
) -> Sealed | None:
    """Whether a record of an inmate is linked; sealed, whichever it is."""
    found = linked_records(info.context, root, "Person.inmate", Surety[min_band.name])
    return cast("Sealed", bool(found))  # the kit seals the plain value


async def person_of(root: Row, info: Info) -> "Person | None":
    """The person behind a record."""
    return cast("Person", await person_behind(info.context, root))


def _links_of(
    info: Info, seen: SeenPerson, min_band: Band, link: Callable[..., _Link], to: str
) -> list[_Link]:
    coordinate = f"Person.{info.field_name}"
    request = info.context
    found = linked_records(request, seen, coordinate, Surety[min_band.name])
    request.reach(to, len(found))
    return [
        link(
            band=Band[each.band.name],
            reason=LinkReason(each.reason) if each.reason else None,
            linked_on=each.linked_on,
            record=Row(to, {"handle": each.record.handle}),
        )
        for each in found
    ]


@entity()
class Resident:
    """A record of the population register, known by its ticket."""

    ticket: ID = ticket()
    person: "Person | None" = general(person_of, provider="dukcapil")


@entity()
class Applicant:
    """An applicant in citizenship cases, known by its ticket."""

    ticket: ID = ticket()
    person: "Person | None" = general(person_of, provider="ahu")


@entity()
class ImmigrationPerson:
    """A record of immigration, known by its ticket."""

    ticket: ID = ticket()
    person: "Person | None" = general(person_of, provider="imigrasi")


@entity()
class CitizenAbroad:
    """A report to a mission abroad, known by its ticket."""

    ticket: ID = ticket()
    person: "Person | None" = general(person_of, provider="kemlu")


@entity()
class Inmate:
    """A record of an inmate, known by its ticket."""

    ticket: ID = ticket()
    person: "Person | None" = general(person_of, provider="pemasyarakatan")


@impersonal
class ResidentLink:
    """A link to the population register."""

    band: Band
    reason: LinkReason | None
    linked_on: date | None
    record: Resident | None


@impersonal
class ApplicantLink:
    """A link to an applicant."""

    band: Band
    reason: LinkReason | None
    linked_on: date | None
    record: Applicant | None


@impersonal
class ImmigrationPersonLink:
    """A link to immigration."""

    band: Band
    reason: LinkReason | None
    linked_on: date | None
    record: ImmigrationPerson | None


@impersonal
class CitizenAbroadLink:
    """A link to a report to a mission."""

    band: Band
    reason: LinkReason | None
    linked_on: date | None
    record: CitizenAbroad | None


def residents_of(
    root: SeenPerson, info: Info, min_band: Band = Band.CERTAIN
) -> list[ResidentLink] | None:
    """Links to the population register."""
    return _links_of(info, root, min_band, ResidentLink, "Resident")


def applicants_of(
    root: SeenPerson, info: Info, min_band: Band = Band.CERTAIN
) -> list[ApplicantLink] | None:
    """Links to applicants."""
    return _links_of(info, root, min_band, ApplicantLink, "Applicant")


def immigration_persons_of(
    root: SeenPerson, info: Info, min_band: Band = Band.CERTAIN
) -> list[ImmigrationPersonLink] | None:
    """Links to immigration."""
    return _links_of(info, root, min_band, ImmigrationPersonLink, "ImmigrationPerson")


def citizens_abroad_of(
    root: SeenPerson, info: Info, min_band: Band = Band.CERTAIN
) -> list[CitizenAbroadLink] | None:
    """Links to reports to missions."""
    return _links_of(info, root, min_band, CitizenAbroadLink, "CitizenAbroad")


@entity(key="id")
class Person:
    """A person as the unit links records."""

    id: ID | None = general(id_of)
    ref: ID | None = general(ref_of)
    residents: list[ResidentLink] | None = general(residents_of, provider="dukcapil")
    applicants: list[ApplicantLink] | None = general(applicants_of, provider="ahu")
    immigration_persons: list[ImmigrationPersonLink] | None = general(
        immigration_persons_of, provider="imigrasi"
    )
    citizens_abroad: list[CitizenAbroadLink] | None = general(
        citizens_abroad_of, provider="kemlu"
    )
    inmate: Sealed | None = specific("Boolean", is_inmate, provider="pemasyarakatan")


def query_with(desk: LookupDesk) -> type:
    """The unit's root fields, over a lookup desk."""

    @strawberry.type
    class Query:
        """The unit's root fields."""

        @entry
        async def person_by_lookup(self, info: Info, token: str) -> Person | None:
            """The person behind a lookup token of the asker's own node."""
            return cast("Person | None", await desk.person(info.context, token))

    return Query
