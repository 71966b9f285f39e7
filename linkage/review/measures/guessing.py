"""What it costs to find a number behind its token by trying, and whom it costs that.

Bits are the binary logarithm of the numbers to try; the mean search ends after half of
them. A NIK is six digits of region, six of birth date and sex, and four of a serial: 7,266
districts (about 13 bits), 36,525 days and two sexes (16), 9,999 serials (13), so 42 bits;
13 where region, date and sex are known. A passport number is a letter and seven digits:
28 bits.

The rate of 10^9 tokens a second is an assumption: the order of magnitude of HMAC-SHA256 on
one graphics card. Ten cards take a tenth of the time, so figures are read by their powers.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

RATE: Final = 10**9
"""Tokens tried in a second."""
CUSTODIAN_RATE: Final = 10_000 / 86_400
"""Tokens a second where a custodian answers 10,000 a day."""
KEY_BITS: Final = 256


class Role(StrEnum):
    """Who tries."""

    OUTSIDER = "outsider"
    """Has got hold of an encodings file."""
    UNIT = "unit"
    CUSTODIAN = "custodian"
    """Holds a key: in mode `keyed` the linkage secret, as every agency does."""
    TOGETHER = "together"
    """A custodian and the unit together."""


class Target(StrEnum):
    """What is looked for."""

    NIK = "nik"
    NIK_NARROWED = "nik-narrowed"
    """Region, birth date and sex are known."""
    PASSPORT = "passport"


BITS: Final = {Target.NIK: 42, Target.NIK_NARROWED: 13, Target.PASSPORT: 28}


@dataclass(frozen=True, slots=True)
class Cost:
    """What one role pays for one number."""

    role: Role
    target: Target
    bits: int
    """Binary logarithm of what there is to try."""
    seconds: float | None
    """Until half is tried; None where there is no token to try against."""


def costs(mode: Literal["keyed", "oprf", "none"]) -> tuple[Cost, ...]:
    """What each role pays, for each number."""
    return tuple(_cost(mode, role, target) for target in Target for role in Role)


def _cost(mode: str, role: Role, target: Target) -> Cost:
    bits, rate = _search(mode, role, target)
    # Who holds a key and no encodings has no other agency's tokens to try against.
    without_tokens = mode == "none" or role is Role.CUSTODIAN
    return Cost(
        role, target, bits, None if without_tokens else 2.0 ** (bits - 1) / rate
    )


def _search(mode: str, role: Role, target: Target) -> tuple[int, float]:
    """Bits to try, and tries a second."""
    if role in {Role.OUTSIDER, Role.UNIT}:
        return KEY_BITS, RATE
    if mode == "oprf":
        # One share of the key is none: the others must answer each try.
        return BITS[target], CUSTODIAN_RATE
    return BITS[target], RATE
