"""Dukcapil's types: the contract `schema/subgraphs/dukcapil.graphql` over its columns."""

from enum import Enum
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, Info

from subgraphs.dukcapil.tables import residents
from subgraphs.sdk.connections import Slice, page
from subgraphs.sdk.counts import count_of
from subgraphs.sdk.fields import (
    entity,
    entry,
    general,
    identifying,
    impersonal,
    part,
    ref,
    specific,
    ticket,
)
from subgraphs.sdk.filters import Filter, equals, starts_with
from subgraphs.sdk.scalars import Sealed
from subgraphs.sdk.sources import Part
from subgraphs.sdk.vocabulary import (
    CitizenshipAssertion,
    CitizenshipStatus,
    Count,
    PageInfo,
    Region,
    Sex,
)


@strawberry.enum
class RegisterState(Enum):
    """State of a register entry."""

    ACTIVE = "ACTIVE"
    BLOCKED = "BLOCKED"
    DECEASED = "DECEASED"
    EMIGRATED = "EMIGRATED"
    DUPLICATE = "DUPLICATE"


@strawberry.enum
class IdentityCardKind(Enum):
    """Which identity card a resident holds."""

    CITIZEN = "CITIZEN"
    FOREIGNER = "FOREIGNER"
    NONE = "NONE"


@strawberry.enum
class MaritalStatus(Enum):
    """Marital status as recorded."""

    UNMARRIED = "UNMARRIED"
    MARRIED = "MARRIED"
    DIVORCED = "DIVORCED"
    WIDOWED = "WIDOWED"


@part
class ResidentCitizenship(CitizenshipAssertion):
    """Citizenship as the register asserts it."""


@entity(residents)
class Resident:
    """A person in the population register."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    nik: Sealed | None = identifying()
    legacy_niks: Sealed | None = identifying("[String!]")
    family_card_number: Sealed | None = identifying()
    name: Sealed | None = identifying()
    sex: Sex | None = general()
    birth_place: Sealed | None = identifying()
    birth_date: Sealed | None = identifying("PartialDate")
    citizenship: ResidentCitizenship | None = general(Part("citizenship_"))
    identity_card: IdentityCardKind | None = general()
    foreign_document_number: Sealed | None = identifying()
    mother_nik: Sealed | None = identifying()
    mother_name: Sealed | None = identifying()
    region: Region | None = general(Part("region_"))
    marital_status: MaritalStatus | None = general()
    religion: str | None = general()
    birth_deed_number: Sealed | None = identifying()
    register_state: RegisterState | None = general()
    disability: Sealed | None = specific("String")
    fingerprint_reference: Sealed | None = specific("String", identifies=True)


@impersonal
class ResidentConnection:
    """A page of residents."""

    nodes: list[Resident]
    page_info: PageInfo


@strawberry.input
class ResidentFilter:
    """Which residents."""

    register_state: RegisterState | None = UNSET
    citizenship_status: CitizenshipStatus | None = UNSET
    identity_card: IdentityCardKind | None = UNSET
    region_prefix: str | None = UNSET


RESIDENTS = Filter(
    register_state=equals("Resident.registerState", residents.c.register_state),
    citizenship_status=equals(
        "ResidentCitizenship.status", residents.c.citizenship_status
    ),
    identity_card=equals("Resident.identityCard", residents.c.identity_card),
    region_prefix=starts_with("Resident.region", residents.c.region_code),
)

Where = Annotated[ResidentFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query:
    """Dukcapil's root fields."""

    @entry
    async def residents(
        self,
        info: Info,
        where: Where = UNSET,
        first: int = 50,
        after: str | None = UNSET,
    ) -> ResidentConnection | None:
        """Residents, a page at a time."""
        wanted = RESIDENTS.rows(info.context, where)
        return await page(
            info, Resident, ResidentConnection, wanted, Slice(first, after)
        )

    @entry
    async def resident_count(self, info: Info, where: Where = UNSET) -> Count | None:
        """How many residents match."""
        return await count_of(info, Resident, RESIDENTS.count(where))
