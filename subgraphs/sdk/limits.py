"""How many people a request may reach at this node, and how often it may be asked."""

import asyncio
from collections.abc import Sequence

from protocol.agreements.model import DataAgreement
from protocol.errors import TautanError
from protocol.rules.subjects import within_subject_cap
from protocol.verdicts import Granted, Refused
from subgraphs.sdk.request import Request


def subject_grant(request: Request, typename: str) -> Granted | None:
    """The tightest grant that limits people of a type; None where none does."""
    fields = request.granted.get(typename, frozenset())
    return request.grants.subject_cap(f"{typename}.{name}" for name in sorted(fields))


def require_within(request: Request, grant: Granted | None, people: int) -> None:
    """Passes when a number of people is within a grant.

    Raises:
        TautanError: TOO_MANY_SUBJECTS.
    """
    if grant is None:
        return
    verdict = within_subject_cap(grant, request.node.agency, people)
    if isinstance(verdict, Refused):
        raise request.refuse(verdict.code, verdict.clause)


def reach_entities(request: Request, typename: str, handles: Sequence[str]) -> None:
    """Counts records over all hops of the request.

    Raises:
        TautanError: TOO_MANY_SUBJECTS.
    """
    statement = request.caller.statement
    records = request.node.tally.add(
        statement.jti, typename, handles, statement.expires_at
    )
    require_within(request, subject_grant(request, typename), records)
    request.reach(typename, len(handles))


async def spend_request(request: Request) -> None:
    """Counts the request of the day, by each agreement that it rests on.

    Raises:
        TautanError: DAILY_RATE_SPENT.
    """
    spending, jti = request.node.spending, request.caller.statement.jti
    for one in _relied_on(request):
        most = one.access.rate_per_day
        if most is None:
            continue
        within = await asyncio.to_thread(spending.ask, one.id, jti, most, request.now)
        if not within:
            raise _spent(request, "DAILY_RATE_SPENT", one, "access.rate_per_day")


async def spend_subjects(request: Request) -> None:
    """Counts a question about each person whose records were read.

    Raises:
        TautanError: SUBJECT_BUDGET_SPENT.
    """
    spending, jti = request.node.spending, request.caller.statement.jti
    for one in _relied_on(request):
        budget = one.subjects.budget
        if budget is None:
            continue
        given = request.grants.types_of(one.id)
        people = [
            request.ref(handle) for typename, handle in request.met if typename in given
        ]
        within = await asyncio.to_thread(
            spending.meet, one.id, jti, people, budget, request.now
        )
        if not within:
            raise _spent(request, "SUBJECT_BUDGET_SPENT", one, "subjects.budget")


def _relied_on(request: Request) -> list[DataAgreement]:
    """The data agreements that granted something of the request."""
    ids = set(request.grants.agreements())
    return [one for one in request.grants.book.data if one.id in ids]


def _spent(
    request: Request, code: str, agreement: DataAgreement, clause: str
) -> TautanError:
    refused = Refused(code, request.node.agency, agreement.id, clause)
    return refused.error(request.ask.purpose)
