"""Imigrasi's types: the contract `schema/subgraphs/imigrasi.graphql` over its columns."""

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, Info

from subgraphs.imigrasi.lists import children_without_choice, holds_permit
from subgraphs.imigrasi.residence import meets_residence_requirement, residence_days
from subgraphs.imigrasi.tables import crossings, passports, permits, persons, skims
from subgraphs.imigrasi.types import RegionCount, StayPermitKind
from subgraphs.sdk.connections import Slice, page
from subgraphs.sdk.fields import (
    entity,
    entry,
    general,
    identifying,
    impersonal,
    part,
    record,
    ref,
    secret,
    specific,
    ticket,
)
from subgraphs.sdk.filters import Filter, equals, stated
from subgraphs.sdk.scalars import Country, Sealed
from subgraphs.sdk.sources import Many, Part, Value
from subgraphs.sdk.vocabulary import (
    CitizenshipAssertion,
    CitizenshipBasis,
    PageInfo,
    Sex,
)


@strawberry.enum
class PassportKind(Enum):
    """Kinds of passport."""

    ORDINARY = "ORDINARY"
    DIPLOMATIC = "DIPLOMATIC"
    OFFICIAL = "OFFICIAL"


@strawberry.enum
class PassportState(Enum):
    """State of a passport."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    LOST = "LOST"


@strawberry.enum
class CrossingDirection(Enum):
    """Direction of a crossing."""

    ENTRY = "ENTRY"
    EXIT = "EXIT"


@part
class ImmigrationCitizenship(CitizenshipAssertion):
    """Citizenship as immigration asserts it."""


@record(passports)
class Passport:
    """A passport."""

    ref: ID | None = ref()
    number: Sealed | None = identifying()
    country: Country | None = general()
    kind: PassportKind | None = general()
    issued_on: date | None = general()
    expires_on: date | None = general()
    state: PassportState | None = general()


@record(permits)
class StayPermit:
    """A stay permit."""

    ref: ID | None = ref()
    number: Sealed | None = identifying()
    kind: StayPermitKind | None = general()
    valid_from: date | None = general()
    valid_to: date | None = general()
    sponsor_nik: Sealed | None = identifying()


@record(skims)
class Skim:
    """An immigration residence certificate (SKIM)."""

    ref: ID | None = ref()
    number: Sealed | None = identifying()
    purpose: CitizenshipBasis | None = general()
    issued_on: date | None = general()
    continuous_years: float | None = general()
    total_years: float | None = general()


@record(crossings)
class Crossing:
    """A border crossing."""

    at: datetime | None = general(Value("crossed_at"))
    direction: CrossingDirection | None = general()
    checkpoint: str | None = general()


@entity(persons)
class ImmigrationPerson:
    """A person known to immigration."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    niora: Sealed | None = identifying()
    machine_readable_name: Sealed | None = identifying()
    sex: Sex | None = general()
    birth_date: Sealed | None = identifying("PartialDate")
    nationality: Country | None = general()
    nik: Sealed | None = identifying()
    citizenship: ImmigrationCitizenship | None = general(Part("citizenship_"))
    passports: list[Passport] | None = general(
        Many(owner=passports.c.person_handle, order=passports.c.issued_on)
    )
    permits: list[StayPermit] | None = general(
        Many(owner=permits.c.person_handle, order=permits.c.valid_from)
    )
    skims: list[Skim] | None = general(
        Many(owner=skims.c.person_handle, order=skims.c.issued_on)
    )
    meets_residence_requirement: bool | None = general(meets_residence_requirement)
    residence_days: int | None = general(residence_days)
    crossings: list[Crossing] | None = general(
        Many(owner=crossings.c.person_handle, order=crossings.c.crossed_at)
    )
    limited_dual_registration_number: Sealed | None = specific(
        "String", identifies=True
    )
    affidavit_number: Sealed | None = specific("String", identifies=True)
    limited_dual_registered_on: Sealed | None = specific("Date")
    limited_dual_parent_nik: Sealed | None = specific("String", identifies=True)
    limited_dual_choice: Sealed | None = specific("CitizenshipStatus")
    limited_dual_choice_deadline: Sealed | None = specific("Date")
    travel_ban: Sealed | None = secret("Boolean")


@impersonal
class ImmigrationPersonConnection:
    """A page of people known to immigration."""

    nodes: list[ImmigrationPerson]
    page_info: PageInfo


@strawberry.input
class ImmigrationPersonFilter:
    """Which people known to immigration."""

    nationality: Country | None = UNSET
    permit_kinds: list[StayPermitKind] | None = UNSET
    permit_valid_on: date | None = UNSET


PERSONS = Filter(
    nationality=equals("ImmigrationPerson.nationality", persons.c.nationality)
)

Where = Annotated[ImmigrationPersonFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query:
    """Imigrasi's root fields."""

    @entry
    async def immigration_persons(
        self,
        info: Info,
        where: Where = UNSET,
        first: int = 50,
        after: str | None = UNSET,
    ) -> ImmigrationPersonConnection | None:
        """People known to immigration, a page at a time."""
        wanted = PERSONS.rows(info.context, where)
        if where:
            wanted += holds_permit(
                info.context, stated(where.permit_kinds), stated(where.permit_valid_on)
            )
        return await page(
            info,
            ImmigrationPerson,
            ImmigrationPersonConnection,
            wanted,
            Slice(first, after),
        )

    @entry
    async def limited_dual_children_without_choice(
        self, info: Info, deadline_before: date
    ) -> list[RegionCount] | None:
        """Limited dual children who must choose before a day and have not."""
        return await children_without_choice(info, deadline_before)
