"""Features to one filter: each attribute sets the positions that the profile grants.

All attributes but a short name set a fixed number of positions, so that the mask
of present attributes says how many positions an attribute accounts for, and a
comparison can leave out what one side lacks.
"""

from collections.abc import Mapping

from linkage.encode.features import Features
from linkage.exchange.encoding import FILTER_BYTES
from linkage.hazmat.filters import mask
from linkage.profile import Attribute, AttributeName

_MEMO_LIMIT = 200_000
"""Masks kept; about 60 MB."""


def shares(attribute: Attribute, features: int) -> list[int]:
    """How many positions each of an attribute's features sets.

    The first ones take what does not divide evenly.
    """
    total = attribute.bits
    if attribute.bits_per_feature is not None:
        total = min(total, attribute.bits_per_feature * features)
    each, rest = divmod(total, features)
    return [each + (at < rest) for at in range(features)]


class FilterMaker:
    """Makes filters under one set of subkeys; remembers what it hashed."""

    def __init__(
        self,
        attributes: tuple[Attribute, ...],
        subkeys: Mapping[AttributeName, bytes],
    ) -> None:
        self._attributes = attributes
        self._subkeys = subkeys
        self._memo: dict[tuple[AttributeName, str, int], int] = {}

    def make(self, features: Features) -> tuple[bytes, int]:
        """The filter of a record and the mask of its present attributes."""
        bits = 0
        present = 0
        for at, attribute in enumerate(self._attributes):
            values = features[attribute.name]
            if not values:
                continue
            present |= 1 << at
            for value, count in zip(
                values, shares(attribute, len(values)), strict=True
            ):
                bits |= self._mask(attribute.name, value, count)
        return bits.to_bytes(FILTER_BYTES, "little"), present

    def _mask(self, name: AttributeName, value: str, count: int) -> int:
        key = (name, value, count)
        found = self._memo.get(key)
        if found is None:
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            found = mask(self._subkeys[name], value.encode(), count)
            self._memo[key] = found
        return found
