"""How many people a request may reach at this node."""

from collections.abc import Sequence

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
