"""Bits of many records in one register: how wide, and the sum of three bits.

Numba does not turn loops over a few words into vector instructions, so kernels that
need them (`columns.py`) emit LLVM's own: an operation on a vector of words, which LLVM
maps to what the processor has. Two things are chosen here by what that is.

- *Width*: 512 lanes where there are 512-bit registers (AVX-512), else 256. A block of
  more lanes is given up later, so wider is better only where it costs no more.
- *Majority*: with AVX-512 any function of three bits is one instruction. LLVM makes
  one of "sum", but two of "carry", so that it is told.
"""

from collections.abc import Callable
from typing import Any, Final, cast

import numba
from llvmlite import ir
from numba.core.codegen import get_host_cpu_features

_SETTINGS: Final[Any] = numba.config
# As Numba has it: an empty text, where it is told to make code for any processor.
_FEATURES: Final[str] = (
    cast("Callable[[], str]", get_host_cpu_features)()
    if _SETTINGS.CPU_FEATURES is None
    else _SETTINGS.CPU_FEATURES
)
HAS_AVX512: Final = "+avx512f" in _FEATURES.split(",")

LANE_WORDS: Final = 8 if HAS_AVX512 else 4
"""Words of a column: a bit for each lane."""
LANES: Final = 64 * LANE_WORDS

WORD: Final = ir.IntType(64)
VECTOR: Final = ir.VectorType(WORD, LANE_WORDS)
ZEROS: Final = ir.Constant(VECTOR, [0] * LANE_WORDS)
ONES: Final = ir.Constant(VECTOR, [-1] * LANE_WORDS)

_MAJORITY: Final = 0xE8
"""The truth table of "two or three of three", as the instruction wants it."""

Majority = Callable[[ir.IRBuilder, Any, Any, Any], Any]


def add_bits(
    builder: ir.IRBuilder, first: Any, second: Any, third: Any
) -> tuple[Any, Any]:
    """A full adder in every lane: the sum of three bits, and what carries."""
    total = builder.xor(builder.xor(first, second), third)
    return total, majority(builder, first, second, third)


def portable_majority(
    builder: ir.IRBuilder, first: Any, second: Any, third: Any
) -> Any:
    """Where two or three of three bits are set, on any processor."""
    either = builder.and_(builder.or_(first, second), third)
    return builder.or_(builder.and_(first, second), either)


def avx512_majority(builder: ir.IRBuilder, first: Any, second: Any, third: Any) -> Any:
    """The same in one instruction."""
    name = f"llvm.x86.avx512.pternlog.q.{LANES}"
    table = ir.IntType(32)
    kind = ir.FunctionType(VECTOR, [VECTOR, VECTOR, VECTOR, table])
    known = builder.module.globals.get(name)
    instruction = known or ir.Function(builder.module, kind, name)
    return builder.call(instruction, [first, second, third, table(_MAJORITY)])


majority: Final[Majority] = avx512_majority if HAS_AVX512 else portable_majority


def all_lanes(builder: ir.IRBuilder, vector: Any) -> Any:
    """Whether every lane's bit is set."""
    words = builder.icmp_signed("==", vector, ONES)
    flags = ir.IntType(LANE_WORDS)
    return builder.icmp_signed("==", builder.bitcast(words, flags), flags(-1))


def spread(builder: ir.IRBuilder, word: Any) -> Any:
    """A vector of one word, repeated."""
    anything = ir.Constant(VECTOR, ir.Undefined)
    place = ir.IntType(32)
    first = builder.insert_element(anything, word, place(0))
    everywhere = ir.Constant(ir.VectorType(place, LANE_WORDS), [0] * LANE_WORDS)
    return builder.shuffle_vector(first, anything, everywhere)


def load(builder: ir.IRBuilder, place: Any) -> Any:
    """The vector at a pointer to its first word."""
    return _aligned(builder.load(builder.bitcast(place, VECTOR.as_pointer())))


def store(builder: ir.IRBuilder, vector: Any, place: Any) -> None:
    """Put a vector where a pointer to its first word says."""
    _aligned(builder.store(vector, builder.bitcast(place, VECTOR.as_pointer())))


def _aligned(access: Any) -> Any:
    """Words are all that numpy promises to align arrays to."""
    access.align = 8
    return access
