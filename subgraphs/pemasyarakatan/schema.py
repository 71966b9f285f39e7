"""Pemasyarakatan's types: the contract over its columns; all of it is specific."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, Info

from subgraphs.pemasyarakatan.tables import inmate_aliases, inmates
from subgraphs.sdk.connections import Slice, page
from subgraphs.sdk.counts import count_of
from subgraphs.sdk.fields import entity, entry, impersonal, ref, specific, ticket
from subgraphs.sdk.filters import Filter, before
from subgraphs.sdk.scalars import Sealed
from subgraphs.sdk.sources import Gathered
from subgraphs.sdk.vocabulary import CitizenshipStatus, Count, PageInfo


@entity(inmates)
class Inmate:
    """An inmate."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    register_number: Sealed | None = specific("String", identifies=True)
    name: Sealed | None = specific("String", identifies=True)
    aliases: Sealed | None = specific(
        "[String!]",
        Gathered(
            inmate_aliases.c.alias,
            owner=inmate_aliases.c.inmate_handle,
            order=inmate_aliases.c.position,
        ),
        identifies=True,
    )
    birth_date: Sealed | None = specific("PartialDate", identifies=True)
    nik: Sealed | None = specific("String", identifies=True)
    stated_citizenship: Sealed | None = specific("CitizenshipStatus")
    facility: Sealed | None = specific("String")
    held_from: Sealed | None = specific("Date")
    expected_release: Sealed | None = specific("Date")


@impersonal
class InmateConnection:
    """A page of inmates."""

    nodes: list[Inmate]
    page_info: PageInfo


@strawberry.input
class InmateFilter:
    """Which inmates."""

    release_before: date | None = UNSET


INMATES = Filter(
    release_before=before("Inmate.expectedRelease", inmates.c.expected_release)
)

Where = Annotated[InmateFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query:
    """Pemasyarakatan's root fields."""

    @entry
    async def inmates(
        self,
        info: Info,
        where: Where = UNSET,
        first: int = 50,
        after: str | None = UNSET,
    ) -> InmateConnection | None:
        """Inmates, a page at a time."""
        wanted = INMATES.rows(info.context, where)
        return await page(info, Inmate, InmateConnection, wanted, Slice(first, after))

    @entry
    async def inmate_count(self, info: Info, where: Where = UNSET) -> Count | None:
        """How many inmates match."""
        return await count_of(info, Inmate, INMATES.count(where))


# the contract's enum stands in its SDL for what sealed values hold
TYPES = (CitizenshipStatus,)
