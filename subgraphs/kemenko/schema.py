"""Kemenko's types: figures that agencies reported, and how agreements stand."""

from datetime import date
from enum import Enum

import strawberry
from sqlalchemy import select
from strawberry import ID, UNSET, Info

from protocol.agreements.model import DataAgreement
from subgraphs.kemenko.tables import metrics
from subgraphs.sdk.counts import shown, smallest_cell
from subgraphs.sdk.fields import entry, impersonal
from subgraphs.sdk.request import Request
from subgraphs.sdk.vocabulary import Count


@strawberry.enum
class AgreementStateKind(Enum):
    """State of an agreement."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"
    TERMINATED = "TERMINATED"


@impersonal
class AgreementState:
    """How one agreement stands."""

    id: ID
    provider: str
    recipient: str
    purpose: str
    state: AgreementStateKind
    valid_to: date | None

    @classmethod
    def of(cls, agreement: DataAgreement) -> "AgreementState":
        """The state of an agreement between two agencies."""
        return cls(
            id=ID(agreement.id),
            provider=agreement.parties.provider.org,
            recipient=agreement.parties.recipient.org,
            purpose=agreement.purpose.code,
            state=AgreementStateKind(agreement.state.value),
            valid_to=agreement.validity.last,
        )


@impersonal
class CoordinationMetric:
    """A figure that an agency reported."""

    agency: str
    key: str
    period: str
    value: Count


@strawberry.type
class Query:
    """Kemenko's root fields."""

    @entry
    async def agreement_states(self, info: Info) -> list[AgreementState] | None:
        """How agreements stand, from this node's copy of them."""
        request: Request = info.context
        return [AgreementState.of(one) for one in request.grants.book.data]

    @entry
    async def coordination_metrics(
        self, info: Info, period: str | None = UNSET
    ) -> list[CoordinationMetric] | None:
        """Figures that agencies reported, of one period or of all."""
        request: Request = info.context
        cell = smallest_cell(info)
        query = select(metrics).order_by(*metrics.primary_key.columns)
        if period:
            query = query.where(metrics.c.period == period)
        return [
            CoordinationMetric(
                agency=row[metrics.c.agency],
                key=row[metrics.c.key],
                period=row[metrics.c.period],
                value=shown(row[metrics.c.value], cell),
            )
            for row in await request.database.rows(query)
        ]
