"""Adds sixteen bit columns to the counters of 256 lanes at once.

A *lane* is one record of a block of 256; a *column* is one bit of all of them, four
words. The counters stand as nine *planes*, four words each: planes 0 to 7 are the
bits of an 8-bit counter per lane, plane 8 says which lanes have overflowed, and
stays so. Adding sixteen columns of ones and zeros takes fifteen carry-save adders
(Harley, Seal; in Warren, Hacker's Delight, 2nd edition, section 5-1) and one ripple
from plane 4 up, instead of sixteen ripples.

Numba does not turn loops over four words into vector instructions, so the
machine-code form says it directly: each step is one operation on a vector of four
words, which LLVM maps to what the processor has. `add_columns_plain` is the same in
plain Python; it is what runs when Numba's compiler is switched off, and the tests
hold the two equal.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.extending import intrinsic
from numba.np.arrayobj import make_array
from numpy.typing import NDArray

LANES: Final = 256
LANE_WORDS: Final = 4
"""Words of a column: a bit for each lane."""
PLANES: Final = 9
STEP: Final = 16
"""Columns that are added at once."""
MOST: Final = 255
"""The largest count before a lane overflows."""

_WORD: Final = ir.IntType(64)
_VECTOR: Final = ir.VectorType(_WORD, LANE_WORDS)
_OVERFLOW: Final = PLANES - 1

Words = NDArray[np.uint64]
Offsets = NDArray[np.uint16]
AddColumns = Callable[[Words, int, Offsets, int, Words], bool]


def add_columns_plain(
    columns: Words, base: int, offsets: Offsets, at: int, planes: Words
) -> bool:
    """Add sixteen columns to the counters.

    Args:
        columns: Columns of many blocks, flat; four words each.
        base: Where the block begins, in words.
        offsets: Where columns begin within a block, in words.
        at: The first of the sixteen offsets.
        planes: The counters, flat, 36 words; changed in place.

    Returns:
        Whether every lane has overflowed.
    """
    counters = planes.reshape(PLANES, LANE_WORDS)
    for offset in offsets[at : at + STEP]:
        start = base + int(offset)
        carry = columns[start : start + LANE_WORDS]
        for level in range(_OVERFLOW):
            counters[level], carry = counters[level] ^ carry, counters[level] & carry
        counters[_OVERFLOW] |= carry
    return bool((~counters[_OVERFLOW] == 0).all())


@intrinsic
def _add_columns(
    _typing: Any, columns: Any, base: Any, offsets: Any, at: Any, planes: Any
) -> Any:
    """Tell Numba what `add_columns_plain` is in vector instructions."""
    return types.boolean(columns, base, offsets, at, planes), _generate


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> Any:
    data_of: Any = make_array
    columns, base, offsets, at, planes = (
        data_of(kind)(context, builder, value).data
        if isinstance(kind, types.Array)
        else value
        for kind, value in zip(signature.args, args, strict=True)
    )
    adder = _Adder(
        builder,
        block=builder.gep(columns, [base]),
        offsets=builder.gep(offsets, [at]),
        planes=[
            builder.gep(planes, [_WORD(level * LANE_WORDS)]) for level in range(PLANES)
        ],
    )
    return adder.add()


class _Adder:
    """Emits the instructions for sixteen columns."""

    def __init__(
        self, builder: ir.IRBuilder, block: Any, offsets: Any, planes: list[Any]
    ) -> None:
        self._builder = builder
        self._block = block
        self._offsets = offsets
        self._planes = planes
        self._counters = [self._load(plane) for plane in planes]

    def add(self) -> Any:
        """Add, store, and say whether all lanes have overflowed."""
        build = self._builder
        carry = self._tree(0, STEP, 3)
        for level in range(4, _OVERFLOW):
            held = self._counters[level]
            self._counters[level] = build.xor(held, carry)
            carry = build.and_(held, carry)
        overflowed = build.or_(self._counters[_OVERFLOW], carry)
        self._counters[_OVERFLOW] = overflowed
        for plane, counter in zip(self._planes, self._counters, strict=True):
            self._aligned(build.store(counter, self._vector(plane)))
        every = ir.Constant(_VECTOR, [-1] * LANE_WORDS)
        words = build.icmp_signed("==", overflowed, every)
        flags = ir.IntType(LANE_WORDS)
        return build.icmp_signed("==", build.bitcast(words, flags), flags(-1))

    def _tree(self, first: int, count: int, level: int) -> Any:
        """Add columns at the leaves; return what carries out of a level."""
        half = count // 2
        if level == 0:
            return self._save(0, self._column(first), self._column(first + half))
        below = self._tree(first, half, level - 1)
        return self._save(level, below, self._tree(first + half, half, level - 1))

    def _save(self, level: int, left: Any, right: Any) -> Any:
        """A carry-save adder: keep the sum in a plane, return the carry."""
        build, held = self._builder, self._counters[level]
        either = build.xor(left, right)
        self._counters[level] = build.xor(either, held)
        return build.or_(build.and_(left, right), build.and_(either, held))

    def _column(self, number: int) -> Any:
        build = self._builder
        offset = build.load(build.gep(self._offsets, [_WORD(number)]))
        return self._load(build.gep(self._block, [build.zext(offset, _WORD)]))

    def _load(self, place: Any) -> Any:
        return self._aligned(self._builder.load(self._vector(place)))

    def _vector(self, place: Any) -> Any:
        return self._builder.bitcast(place, _VECTOR.as_pointer())

    def _aligned(self, access: Any) -> Any:
        """Words are what numpy aligns arrays to."""
        access.align = 8
        return access


_SETTINGS: Final[Any] = numba.config

add_columns: Final = cast(
    "AddColumns", add_columns_plain if _SETTINGS.DISABLE_JIT else _add_columns
)
