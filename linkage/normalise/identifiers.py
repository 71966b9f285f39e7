"""NIK and passport numbers to one spelling, and what is no number at all.

Structure is never a reason to reject a NIK: regions were renumbered, clerks put a
wrong date in, legacy numbers stay valid. What can't be anybody's number (too
short, far too long, one digit repeated, a typing row) is dropped, since it would
join strangers.
"""

import re

_NOT_DIGIT = re.compile(r"[^0-9]")
_NOT_PLAIN = re.compile(r"[^A-Z0-9]")
_LETTERS_FOR_DIGITS = str.maketrans("OISBL", "01581")
_SHORTEST = 6
LONGEST = 32
"""Characters; no country's number is as long."""
ROWS = ("0123456789012345678", "1234567890123456789", "9876543210987654321")
"""What a typing row gives, whatever its length."""


def nik(value: str) -> str | None:
    """The digits of a NIK, or None for a placeholder.

    Letters that readers mistake for digits (O, I, S, B, L) count as these.
    """
    digits = _NOT_DIGIT.sub("", value.upper().translate(_LETTERS_FOR_DIGITS))
    return None if _placeholder(digits) else digits


def passport(value: str) -> str | None:
    """Letters and digits of a passport number, or None for a placeholder."""
    plain = _NOT_PLAIN.sub("", value.upper())
    digits = _NOT_DIGIT.sub("", plain)
    return None if not digits or _placeholder(plain) else plain


def _placeholder(plain: str) -> bool:
    if not _SHORTEST <= len(plain) <= LONGEST or len(set(plain)) == 1:
        return True
    return any(row.startswith(plain) for row in ROWS)
