"""How many people one request reaches at this node, over all its hops.

A gateway may send several fetches for one request; a limit on people holds
for all of them together. One person can have several records, and only the
unit knows which ones are one person's: a node counts records.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class SubjectTally:
    """Records reached, per request id and type, until the request is stale."""

    _seen: dict[str, tuple[int, dict[str, set[str]]]] = field(default_factory=dict)

    def add(
        self, request_id: str, typename: str, handles: Iterable[str], until: int
    ) -> int:
        """Notes records of a request.

        Args:
            request_id: The statement's jti.
            typename: Their type.
            handles: Their handles.
            until: When the request is stale, seconds since 1970.

        Returns:
            How many records of the type the request has reached.
        """
        _, types = self._seen.setdefault(request_id, (until, {}))
        reached = types.setdefault(typename, set())
        reached.update(handles)
        return len(reached)

    def forget(self, now: int) -> None:
        """Drops requests that are stale."""
        stale = [jti for jti, (until, _) in self._seen.items() if until < now]
        for jti in stale:
            del self._seen[jti]
