"""A custodian: evaluates blinded values with its share of a key, and not too many.

It sees neither the values nor what comes out. What it decides is who may ask, and how
often: a NIK has about 42 bits, under 14 once region, birth date and sex are known, so
whoever may ask without limit can try them all.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from linkage.errors import OprfInvalid, OprfRateLimited
from linkage.hazmat.oprf import (
    MOST_BATCH,
    Element,
    KeyPair,
    RandomBytes,
    checked_element,
    evaluate,
    prove,
)

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A custodian's answer."""

    elements: tuple[Element, ...]
    """In the order of what was asked."""
    proof: bytes
    """That all were evaluated with the share of its public key."""


@dataclass(slots=True)
class Custodian:
    """One holder of a share."""

    key: KeyPair = field(repr=False)
    per_day: int
    """Values that one client may have evaluated in any 24 hours."""
    random_bytes: RandomBytes = field(repr=False)
    _used: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)

    def answer(
        self, client: str, blinded: Sequence[bytes], now: datetime
    ) -> Evaluation:
        """Evaluate a batch, and prove it.

        Args:
            client: Whoever asks, authenticated.
            blinded: At most 65,535 group elements.
            now: The time, with zone.

        Raises:
            OprfRateLimited: It would be more than the client may have; nothing is
                evaluated or counted.
            OprfInvalid: Something is no group element, or the batch is too large.
        """
        if not 0 < len(blinded) <= MOST_BATCH:
            raise OprfInvalid("A batch has another number of elements.")
        asked = [checked_element(one) for one in blinded]
        self._count(client, len(asked), now)
        made = tuple(evaluate(self.key.secret, one) for one in asked)
        return Evaluation(made, prove(self.key, asked, made, self.random_bytes))

    def _count(self, client: str, asked: int, now: datetime) -> None:
        used = self._used.setdefault(client, deque())
        while used and now - used[0][0] >= DAY:
            used.popleft()
        if sum(count for _, count in used) + asked > self.per_day:
            raise OprfRateLimited("A client asks for more tokens than it may have.")
        used.append((now, asked))
