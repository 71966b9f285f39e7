"""A column of names or places to features.

The same steps as `normalise.names` and `normalise.places`, over the words of a word
book: titles go unless nothing else is there, what follows a patronymic goes, an M
beside another word is a Muhammad. Values that need more go to the plain normaliser.
"""

from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from linkage.compiled import compiled
from linkage.encode.columns.lists import Coded, Lists, listed
from linkage.encode.columns.vocabulary import WORD_FEATURES
from linkage.encode.columns.wordbook import CUTS, DROPPED, INITIAL, WordBook

_SET_WORDS = (len(WORD_FEATURES) + 63) // 64
_MOST_WORDS = 64
"""Words of a value that the kernel reads; longer values are as good as hard."""
_HARD = -1

Numbers = NDArray[np.int32]
Offsets = NDArray[np.int64]
Flags = NDArray[np.uint8]


def coded_texts(column: Any, book: WordBook) -> Coded:
    """The features of a column of strings (a `pyarrow.Array`)."""
    encoded = column.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    distinct = encoded.dictionary
    cut = pc.ascii_split_whitespace(distinct)
    offsets = np.zeros(len(distinct) + 1, np.int64)
    np.cumsum(cut.value_lengths().to_numpy(), out=offsets[1:])
    pieces = cut.flatten().dictionary_encode()
    numbers = book.numbers(pieces.dictionary.to_pylist())
    counts, features = _easy(offsets, numbers[pieces.indices.to_numpy()], book)
    hard = np.flatnonzero(counts == _HARD)
    if len(hard):
        texts = distinct.take(hard).to_pylist()
        by_hand = listed([book.plain_features(text) for text in texts])
        return _joined(codes, counts, features, hard, by_hand)
    return Coded(codes, Lists(_ends(counts), features))


def _easy(offsets: Offsets, pieces: Numbers, book: WordBook) -> tuple[Offsets, Numbers]:
    """Counts of features of each value, `_HARD` where it takes more; and the features."""
    pages = book.pages()
    per_word = np.diff(pages.features.offsets)
    per_piece = np.zeros(len(pages.pieces.offsets), np.int64)
    np.add.at(
        per_piece,
        np.repeat(np.arange(len(per_piece) - 1), np.diff(pages.pieces.offsets)),
        per_word[pages.pieces.features],
    )
    # A hard piece is number -1: the last entry, which is zero.
    return _read(
        offsets,
        pieces,
        pages.pieces.offsets,
        pages.pieces.features,
        pages.flags,
        pages.firsts,
        pages.seconds,
        pages.features.offsets,
        pages.features.features,
        pages.muhammad,
        int(per_piece[pieces].sum()),
    )


def _joined(
    codes: Numbers, counts: Offsets, features: Numbers, hard: Offsets, by_hand: Lists
) -> Coded:
    """Values read by hand, after those read by the kernel."""
    place = np.arange(len(counts), dtype=np.int32)
    place[hard] = len(counts) + np.arange(len(hard), dtype=np.int32)
    ends = _ends(np.maximum(counts, 0))
    offsets = np.concatenate([ends, ends[-1] + by_hand.offsets[1:]])
    lists = Lists(offsets, np.concatenate([features, by_hand.features]))
    return Coded(np.where(codes < 0, codes, place[codes]), lists)


def _ends(counts: Offsets) -> Offsets:
    ends = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=ends[1:])
    return ends


@compiled
def _read(  # noqa: PLR0913, PLR0917 -- a kernel takes plain arrays
    offsets: Offsets,
    pieces: Numbers,
    piece_offsets: Offsets,
    piece_words: Numbers,
    flags: Flags,
    firsts: Flags,
    seconds: Flags,
    word_offsets: Offsets,
    word_features: Numbers,
    muhammad: int,
    most: int,
) -> tuple[Offsets, Numbers]:
    values = len(offsets) - 1
    counts = np.zeros(values, np.int64)
    features = np.empty(most, np.int32)
    plain = np.empty(_MOST_WORDS, np.int32)
    kept = np.empty(_MOST_WORDS, np.int32)
    marks = np.zeros(_SET_WORDS, np.uint64)
    end = 0
    for value in range(values):
        found = _gather(
            pieces[offsets[value] : offsets[value + 1]],
            piece_offsets,
            piece_words,
            plain,
        )
        if found < 0:
            counts[value] = _HARD
            continue
        count = _keep(plain[:found], kept, flags, firsts, seconds)
        words = kept[:count] if count else plain[:found]
        _mark(words, flags, word_offsets, word_features, muhammad, marks)
        begin = end
        end = _collect(marks, features, end)
        counts[value] = end - begin
    return counts, features[:end]


@compiled
def _gather(
    pieces: Numbers, piece_offsets: Offsets, piece_words: Numbers, plain: Numbers
) -> int:
    """The words of a value into `plain`; how many, or `_HARD`."""
    found = 0
    for piece in pieces:
        if piece < 0:
            return _HARD
        for at in range(piece_offsets[piece], piece_offsets[piece + 1]):
            if found == _MOST_WORDS:
                return _HARD
            plain[found] = piece_words[at]
            found += 1
    return found


@compiled
def _keep(
    plain: Numbers, kept: Numbers, flags: Flags, firsts: Flags, seconds: Flags
) -> int:
    """Words without titles into `kept`; how many stand before a patronymic."""
    count = 0
    at = 0
    while at < len(plain):
        word = plain[at]
        if at + 1 < len(plain) and firsts[word] & seconds[plain[at + 1]]:
            at += 2
            continue
        if not flags[word] & DROPPED:
            kept[count] = word
            count += 1
        at += 1
    for place in range(1, count - 1):
        if flags[kept[place]] & CUTS:
            return place
    return count


@compiled
def _mark(  # noqa: PLR0913, PLR0917 -- a kernel takes plain arrays
    words: Numbers,
    flags: Flags,
    word_offsets: Offsets,
    word_features: Numbers,
    muhammad: int,
    marks: NDArray[np.uint64],
) -> None:
    """Mark the features of words in a set; the set was empty."""
    several = False
    for word in words:
        several = several or word != words[0]
    for word in words:
        if several and flags[word] & INITIAL:
            marks[muhammad >> 6] |= np.uint64(1) << np.uint64(muhammad & 63)
            continue
        for at in range(word_offsets[word], word_offsets[word + 1]):
            feature = np.int64(word_features[at])
            marks[feature >> 6] |= np.uint64(1) << np.uint64(feature & 63)


@compiled
def _collect(marks: NDArray[np.uint64], features: Numbers, end: int) -> int:
    """Write a set out in ascending order, and empty it; where the next one begins."""
    for at in range(len(marks)):
        left = marks[at]
        while left:
            low = left & (~left + np.uint64(1))
            place = 0
            rest = low
            while rest > np.uint64(1):
                rest >>= np.uint64(1)
                place += 1
            features[end] = (at << 6) + place
            end += 1
            left ^= low
        marks[at] = np.uint64(0)
    return end
