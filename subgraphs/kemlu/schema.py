"""Kemlu's types: the contract `schema/subgraphs/kemlu.graphql` over its columns."""

from datetime import date
from typing import Annotated

import strawberry
from strawberry import ID, UNSET, Info

from subgraphs.kemlu.tables import citizens_abroad
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
    ticket,
)
from subgraphs.sdk.filters import Filter, before, equals, is_known
from subgraphs.sdk.scalars import Country, Sealed
from subgraphs.sdk.sources import Part
from subgraphs.sdk.vocabulary import CitizenshipAssertion, Count, PageInfo, Sex


@part
class AbroadCitizenship(CitizenshipAssertion):
    """Citizenship as missions assert it."""


@entity(citizens_abroad)
class CitizenAbroad:
    """A person who reported to a mission."""

    ticket: ID = ticket()
    ref: ID | None = ref()
    report_number: Sealed | None = identifying()
    name: Sealed | None = identifying()
    sex: Sex | None = general()
    birth_date: Sealed | None = identifying("PartialDate")
    nik: Sealed | None = identifying()
    passport_number: Sealed | None = identifying()
    post: str | None = general()
    country: Country | None = general()
    reported_on: date | None = general()
    declared_to_keep_citizenship_on: date | None = general()
    citizenship: AbroadCitizenship | None = general(Part("citizenship_"))
    sksk_number: Sealed | None = identifying()


@impersonal
class CitizenAbroadConnection:
    """A page of citizens abroad."""

    nodes: list[CitizenAbroad]
    page_info: PageInfo


@strawberry.input
class CitizenAbroadFilter:
    """Which citizens abroad."""

    reported_before: date | None = UNSET
    declared_to_keep_citizenship: bool | None = UNSET
    country: Country | None = UNSET


CITIZENS = Filter(
    reported_before=before("CitizenAbroad.reportedOn", citizens_abroad.c.reported_on),
    declared_to_keep_citizenship=is_known(
        "CitizenAbroad.declaredToKeepCitizenshipOn",
        citizens_abroad.c.declared_to_keep_citizenship_on,
    ),
    country=equals("CitizenAbroad.country", citizens_abroad.c.country),
)

Where = Annotated[CitizenAbroadFilter | None, strawberry.argument(name="filter")]


@strawberry.type
class Query:
    """Kemlu's root fields."""

    @entry
    async def citizens_abroad(
        self,
        info: Info,
        where: Where = UNSET,
        first: int = 50,
        after: str | None = UNSET,
    ) -> CitizenAbroadConnection | None:
        """Citizens abroad, a page at a time."""
        wanted = CITIZENS.rows(info.context, where)
        return await page(
            info, CitizenAbroad, CitizenAbroadConnection, wanted, Slice(first, after)
        )

    @entry
    async def citizen_abroad_count(
        self, info: Info, where: Where = UNSET
    ) -> Count | None:
        """How many citizens abroad match."""
        return await count_of(info, CitizenAbroad, CITIZENS.count(where))
