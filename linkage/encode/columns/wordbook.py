"""Every distinct piece of text met so far: its words, and what each word means.

Names and places are cut at white space into pieces, of which even millions of people
have few. A piece is looked at once. Most are one plain word; what needs its
neighbours to be understood (an alias, a degree after a comma, the old name of a
town) is marked, and a whole value with such a piece goes to the plain normaliser.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linkage.encode.columns.lists import Lists, listed
from linkage.encode.columns.vocabulary import WORD_NUMBERS
from linkage.encode.features import word_features
from linkage.normalise.names import MUHAMMAD, name_words
from linkage.normalise.places import RENAMED, place_words
from linkage.normalise.spelling import fold
from linkage.normalise.text import ascii_upper, words
from linkage.normalise.vocabulary import (
    DOUBLE_TITLES,
    MUHAMMADS,
    PATRONYMICS,
    PLACE_KINDS,
    TITLES,
)

DROPPED = 1
"""A title, or a kind of place: not counted beside other words."""
CUTS = 2
"""A patronymic follows, if a name stands before and something behind."""
INITIAL = 4
"""A letter that is a Muhammad beside another word, and a letter alone."""
HARD = -1
"""The number of a piece that needs its neighbours."""

_LIMIT = 400_000
"""Pieces kept; about 150 MB. More would be free text, and are forgotten at once."""

_PLAIN_PIECE = re.compile(r"[^.,/@]*\.?")
_ALIASES = frozenset({"ALIAS", "ALS", "AKA"})
_PAIRS = {pair: 1 << at for at, pair in enumerate(sorted(DOUBLE_TITLES))}
_OLD_STARTS = frozenset(old[0] for old in RENAMED)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one kind of text is read."""

    plain: Callable[[str], tuple[str, ...]]
    """The plain normaliser: text to folded words."""
    pieces: Callable[[str], tuple[str, ...] | None]
    """A piece to words; None where it needs its neighbours."""
    flags: Callable[[str], int]
    titles: bool
    """Two words can be a title together, and a Muhammad has one spelling."""


def _name_pieces(piece: str) -> tuple[str, ...] | None:
    if not _PLAIN_PIECE.fullmatch(piece):
        return None
    found = words(piece)
    return None if _ALIASES.intersection(found) else found


def _name_flags(word: str) -> int:
    initial = word in MUHAMMADS and len(word) == 1
    return DROPPED * (word in TITLES) + CUTS * (word in PATRONYMICS) + INITIAL * initial


def _place_pieces(piece: str) -> tuple[str, ...] | None:
    found = words(piece)
    return None if _OLD_STARTS.intersection(found) else found


def _place_flags(word: str) -> int:
    return DROPPED * (word in PLACE_KINDS)


NAME = Reading(name_words, _name_pieces, _name_flags, titles=True)
PLACE = Reading(place_words, _place_pieces, _place_flags, titles=False)


@dataclass(frozen=True, slots=True)
class Pages:
    """A word book as arrays, for the kernel."""

    pieces: Lists
    """The words of each piece; their features are word numbers."""
    flags: NDArray[np.uint8]
    firsts: NDArray[np.uint8]
    """Of each word: which double titles it begins, a bit each."""
    seconds: NDArray[np.uint8]
    """Which it ends."""
    features: Lists
    """The features of each word."""
    muhammad: int
    """The number of the feature that all Muhammads share."""


@dataclass(slots=True)
class WordBook:
    """The pieces of one kind of text."""

    reading: Reading
    _pieces: dict[str, int] = field(default_factory=dict)
    _piece_words: list[list[int]] = field(default_factory=list)
    _words: dict[str, int] = field(default_factory=dict)
    _word_features: list[list[int]] = field(default_factory=list)
    _pages: Pages | None = None

    def numbers(self, pieces: list[str]) -> NDArray[np.int32]:
        """The number of each piece; HARD where it needs its neighbours."""
        if len(self._pieces) > _LIMIT:
            self._forget()
        known = self._pieces
        found = [
            known[piece] if piece in known else self._learn(piece) for piece in pieces
        ]
        return np.array(found, np.int32)

    def pages(self) -> Pages:
        """Everything known."""
        if self._pages is None:
            self._pages = self._print()
        return self._pages

    def plain_features(self, text: str) -> list[int]:
        """The features of a value by the plain normaliser."""
        return _numbered(self.reading.plain(text))

    def _learn(self, piece: str) -> int:
        found = self.reading.pieces(ascii_upper(piece))
        if found is None:
            number = HARD
        else:
            number = len(self._piece_words)
            self._piece_words.append([self._number(word) for word in found])
            self._pages = None
        self._pieces[piece] = number
        return number

    def _number(self, word: str) -> int:
        number = self._words.setdefault(word, len(self._words))
        if number == len(self._word_features):
            self._word_features.append(self._features(word))
        return number

    def _forget(self) -> None:
        self._pieces.clear()
        self._piece_words.clear()
        self._words.clear()
        self._word_features.clear()
        self._pages = None

    def _print(self) -> Pages:
        reading, known = self.reading, list(self._words)
        titles = _PAIRS if reading.titles else {}
        return Pages(
            pieces=listed(self._piece_words),
            flags=np.array([reading.flags(word) for word in known], np.uint8),
            firsts=_bits(known, 0, titles),
            seconds=_bits(known, 1, titles),
            features=listed(self._word_features),
            muhammad=WORD_NUMBERS[MUHAMMAD],
        )

    def _features(self, word: str) -> list[int]:
        if self.reading.titles and word in MUHAMMADS and len(word) > 1:
            return [WORD_NUMBERS[MUHAMMAD]]
        return _numbered([fold(word)])


def _numbered(folded: Sequence[str]) -> list[int]:
    return [WORD_NUMBERS[feature] for feature in word_features([tuple(folded)])]


def _bits(
    known: list[str], end: int, titles: dict[tuple[str, str], int]
) -> NDArray[np.uint8]:
    of_word: dict[str, int] = {}
    for pair, bit in titles.items():
        of_word[pair[end]] = of_word.get(pair[end], 0) | bit
    return np.array([of_word.get(word, 0) for word in known], np.uint8)
