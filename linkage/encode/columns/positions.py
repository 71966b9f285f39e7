"""Memo of one attribute: feature number → the positions it sets, under one subkey.

Features are hashed when they are first met, each once.
"""

import numpy as np
from numpy.typing import NDArray

from linkage.encode.columns.lists import Coded, masks, put
from linkage.encode.columns.vocabulary import VOCABULARIES
from linkage.exchange.encoding import Words
from linkage.hazmat.filters import positions
from linkage.profile import Attribute


class Positions:
    """Fills one attribute into filters.

    Args:
        attribute: Of the profile.
        place: Its place in the profile, which is its bit of the presence mask.
        subkey: Of the attribute.
    """

    def __init__(self, attribute: Attribute, place: int, subkey: bytes) -> None:
        self._bits = attribute.bits
        self._most = min(attribute.bits_per_feature or attribute.bits, attribute.bits)
        self._place = place
        self._subkey = subkey
        self._vocabulary = VOCABULARIES[attribute.name]
        self._known = np.zeros(self._vocabulary.size, np.bool_)
        self._memo = np.zeros((self._vocabulary.size, self._most), np.uint16)

    def fill(self, filters: Words, present: NDArray[np.uint16], coded: Coded) -> None:
        """Add the attribute of many records to their filters and presence masks."""
        lists = coded.values
        for feature in np.unique(lists.features[~self._known[lists.features]]):
            self._learn(int(feature))
        made = masks(lists.offsets, lists.features, self._memo, self._bits, self._most)
        put(filters, present, coded.codes, made, lists.offsets, self._place)

    def _learn(self, feature: int) -> None:
        text = self._vocabulary.feature(feature).encode()
        self._memo[feature] = positions(self._subkey, text, self._most)
        self._known[feature] = True
