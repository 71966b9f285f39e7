"""The last look before anything is sent: every fetch lies inside the grant.

The operation was narrowed before planning, but a planner adds what it needs:
keys, requirements, types. Whatever it adds must be granted too, so that a
denied field is never asked for by way of another.
"""

from gateway.errors import OutsideGrantError
from gateway.planner.plan import Plan
from gateway.policy.access import Decided, Everything, Grant
from protocol.verdicts import Refused


def outside(plan: Plan, grant: Grant) -> frozenset[str]:
    """Return what a plan asks for beyond a grant, as `Type.field`."""
    if isinstance(grant, Everything):
        return frozenset()
    asked = {coordinate for _, coordinate in plan.coordinates()}
    return frozenset(one for one in asked - grant.cleared if _is_refused(grant, one))


def guard(plan: Plan, grant: Grant) -> None:
    """Check a plan against a grant.

    Raises:
        OutsideGrantError: with the coordinates that lie outside.
    """
    beyond = outside(plan, grant)
    if beyond:
        raise OutsideGrantError(beyond)


def _is_refused(grant: Decided, coordinate: str) -> bool:
    return isinstance(grant.decide(coordinate), Refused)
