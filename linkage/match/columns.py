"""Counts bit columns for all lanes of a block at once, until all have too many.

A *lane* is one record of a block; a *column* is one bit of all of them
(`vectors.LANE_WORDS` words). A counter per lane stands as nine *planes*, each a
column: planes 0 to 7 are the bits of an 8-bit counter, plane 8 says which lanes have
overflowed, and stays so. Adding sixteen columns takes fifteen carry-save adders
(Harley, Seal; in Warren, Hacker's Delight, 2nd edition, section 5-1) and one ripple
from plane 4 up, instead of sixteen ripples.

The machine-code form holds the planes in registers from the first column to the last.
`count_plain` is the same in plain Python; it is what runs when Numba's compiler is
switched off, and the tests hold the two equal.
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

from linkage.match.vectors import (
    LANE_WORDS,
    VECTOR,
    WORD,
    ZEROS,
    add_bits,
    all_lanes,
    load,
    spread,
    store,
)

STEP: Final = 16
"""Columns that are added at once."""
MOST: Final = 255
"""The largest count before a lane overflows."""

_COUNTER: Final = 8
"""Planes of the counter itself; one more says what has overflowed."""
_TREE: Final = 4
"""Planes that sixteen columns reach before they carry as one."""

Words = NDArray[np.uint64]
Offsets = NDArray[np.uint16]
Count = Callable[[Words, int, Offsets, tuple[np.int64, np.int64], Words], bool]


def count_plain(
    columns: Words,
    base: int,
    offsets: Offsets,
    limits: tuple[np.int64, np.int64],
    left: Words,
) -> bool:
    """Count columns in steps of sixteen until every lane has overflowed.

    Args:
        columns: Columns of many blocks, flat.
        base: Where the block begins, in words.
        offsets: Where the columns to count begin within a block, in words.
        limits: How many steps at most, 1 or more; and where counters begin, 0 to
            255: at 256 a lane overflows.
        left: Written: the lanes that have not overflowed.

    Returns:
        Whether all lanes have.
    """
    steps, start = map(int, limits)
    ones, zeros = (np.full(LANE_WORDS, each, np.uint64) for each in (2**64 - 1, 0))
    counter = [ones if start >> plane & 1 else zeros for plane in range(_COUNTER)]
    overflowed = zeros
    for step in range(steps):
        for offset in offsets[step * STEP : (step + 1) * STEP]:
            at = base + int(offset)
            carry = columns[at : at + LANE_WORDS]
            for plane in range(_COUNTER):
                held = counter[plane]
                counter[plane], carry = held ^ carry, held & carry
            overflowed = overflowed | carry
        if (overflowed == ones).all():
            break
    left[:] = ~overflowed
    return bool((overflowed == ones).all())


@intrinsic
def _count(
    _typing: Any, columns: Any, base: Any, offsets: Any, limits: Any, left: Any
) -> Any:
    """Tell Numba what `count_plain` is in vector instructions."""
    return types.boolean(columns, base, offsets, limits, left), _generate


def _generate(context: Any, builder: ir.IRBuilder, signature: Any, args: Any) -> Any:
    data_of: Any = make_array
    columns, base, offsets, limits, left = (
        data_of(kind)(context, builder, value).data
        if isinstance(kind, types.Array)
        else value
        for kind, value in zip(signature.args, args, strict=True)
    )
    steps, start = (builder.extract_value(limits, at) for at in range(2))
    planes = [_plane(builder, start, plane) for plane in range(_COUNTER)]
    loop = _Loop(builder, [*planes, ZEROS])
    adder = _Adder(builder, builder.gep(columns, [base]), loop.planes)
    overflowed = adder.add(builder.gep(offsets, [loop.at]))
    done = all_lanes(builder, overflowed)
    loop.close(adder.planes, done, builder.mul(steps, WORD(STEP)))
    store(builder, builder.not_(overflowed), left)
    return done


def _plane(builder: ir.IRBuilder, start: Any, plane: int) -> Any:
    """One bit of where counters start, in every lane."""
    bit = builder.and_(builder.lshr(start, WORD(plane)), WORD(1))
    return spread(builder, builder.neg(bit))


class _Loop:
    """A loop over steps, whose planes live in registers."""

    def __init__(self, builder: ir.IRBuilder, planes: list[Any]) -> None:
        before = builder.block
        self._builder = builder
        self._again = builder.append_basic_block("step")
        builder.branch(self._again)
        builder.position_at_end(self._again)
        self.at = builder.phi(WORD)
        """The first column of the step."""
        self.at.add_incoming(WORD(0), before)
        self.planes = [builder.phi(VECTOR) for _ in planes]
        for phi, plane in zip(self.planes, planes, strict=True):
            phi.add_incoming(plane, before)

    def close(self, planes: list[Any], done: Any, end: Any) -> None:
        """Go on with these planes until done or at the end."""
        build = self._builder
        following = build.add(self.at, WORD(STEP))
        ended = build.icmp_signed(">=", following, end)
        after = build.append_basic_block("counted")
        build.cbranch(build.or_(done, ended), after, self._again)
        self.at.add_incoming(following, self._again)
        for phi, plane in zip(self.planes, planes, strict=True):
            phi.add_incoming(plane, self._again)
        build.position_at_end(after)


class _Adder:
    """Emits the instructions for sixteen columns."""

    def __init__(self, builder: ir.IRBuilder, block: Any, planes: list[Any]) -> None:
        self._builder = builder
        self._block = block
        self.planes = list(planes)

    def add(self, offsets: Any) -> Any:
        """Add them to the planes, and return what has overflowed."""
        build = self._builder
        carry = self._tree(offsets, 0, _TREE - 1)
        for plane in range(_TREE, _COUNTER):
            held = self.planes[plane]
            self.planes[plane] = build.xor(held, carry)
            carry = build.and_(held, carry)
        self.planes[_COUNTER] = build.or_(self.planes[_COUNTER], carry)
        return self.planes[_COUNTER]

    def _tree(self, offsets: Any, first: int, plane: int) -> Any:
        """Add columns, two at a leaf; return what carries out of a plane."""
        one, other = (
            self._tree(offsets, at, plane - 1) if plane else self._column(offsets, at)
            for at in (first, first + (1 << plane))
        )
        held = self.planes[plane]
        self.planes[plane], carry = add_bits(self._builder, one, other, held)
        return carry

    def _column(self, offsets: Any, number: int) -> Any:
        build = self._builder
        offset = build.load(build.gep(offsets, [WORD(number)]))
        return load(build, build.gep(self._block, [build.zext(offset, WORD)]))


_SETTINGS: Final[Any] = numba.config

count: Final = cast("Count", count_plain if _SETTINGS.DISABLE_JIT else _count)
