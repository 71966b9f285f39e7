"""One spelling for a JSON value (RFC 8785), digests of it, and base64url.

What two processes must hash alike is first written in one spelling: members
sorted by UTF-16 code units, numbers as ECMAScript prints them, no white space.
Values that have no such spelling (NaN, a lone surrogate, an integer that a
double would print otherwise) are refused, never rounded.

base64url (RFC 4648 §5, without padding) is read strictly: the spare bits of the
last character must be zero, so that a text has one spelling as well.
"""

import base64
import binascii
import hashlib
import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

MAX_SAFE_INTEGER: Final = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (RFC 7493 §2.2)."""

_EXPONENT_FROM: Final = 21
"""ECMAScript prints a number from 1e21 on with an exponent."""
_EXPONENT_BELOW: Final = -6
"""ECMAScript prints a number below 1e-6 with an exponent."""

_text = json.JSONEncoder(ensure_ascii=False).encode


def canonical_json(value: Any) -> bytes:
    """The canonical spelling of a JSON value.

    Args:
        value: None, bool, int, float, str, and lists, tuples and mappings with
            text keys of these.

    Returns:
        UTF-8 bytes as RFC 8785 defines them.

    Raises:
        ValueError: The value has no canonical spelling.
    """
    try:
        return _spelled(value).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("text holds a lone surrogate") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None


def digest(data: bytes) -> str:
    """SHA-256 of the data in base64url."""
    return b64url(hashlib.sha256(data).digest())


def b64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def b64url_decode(text: str) -> bytes:
    """Reads base64url without padding, strictly.

    Raises:
        ValueError: A character is foreign, or the text is not the one spelling
            of its bytes.
    """
    try:
        raw = text.encode("ascii")
        data = base64.b64decode(
            raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True
        )
    except (UnicodeEncodeError, binascii.Error):
        raise ValueError("not base64url") from None
    if b64url(data) != text:
        raise ValueError("not the canonical base64url of its bytes")
    return data


def read_json_object(data: bytes) -> dict[str, Any]:
    """Reads a JSON object; a member that stands twice is refused.

    Two readers may take different ones of two equal names, so such an object
    could mean one thing to a verifier and another to whoever acts on it.

    Raises:
        ValueError: Not UTF-8, not JSON, not an object, or a doubled member.
    """
    try:
        value = json.loads(
            data, object_pairs_hook=_members, parse_constant=_no_constant
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 -- one error for bad input
    return value


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _spelled(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join([_spelled(item) for item in value]) + "]"
    if isinstance(value, Mapping):
        return _object(value)
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    raise ValueError(f"{type(value).__name__} is not a JSON value")


def _object(value: Mapping[Any, Any]) -> str:
    if not all(isinstance(name, str) for name in value):
        raise ValueError("a member's name is not text")
    members = sorted(value.items(), key=_utf16)
    return "{" + ",".join([f"{_text(name)}:{_spelled(v)}" for name, v in members]) + "}"


def _utf16(member: tuple[str, Any]) -> bytes:
    return member[0].encode("utf-16-be")


def _integer(value: int) -> str:
    digits = str(int(value))
    if abs(value) > MAX_SAFE_INTEGER and digits != _as_double(value):
        raise ValueError("an integer that a double can't hold: send it as text")
    return digits


def _as_double(value: int) -> str:
    try:
        return _number(float(value))
    except OverflowError:
        return ""


def _number(value: float) -> str:
    """ECMA-262 Number::toString, which RFC 8785 §3.2.2.3 asks for."""
    if not math.isfinite(value):
        raise ValueError("NaN and infinities are not JSON")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    _, figures, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(map(str, figures))
    point = len(digits) + int(exponent)
    return sign + _laid_out(digits, point)


def _laid_out(digits: str, point: int) -> str:
    """Digits with the decimal point after `point` of them."""
    if len(digits) <= point <= _EXPONENT_FROM:
        return digits + "0" * (point - len(digits))
    if 0 < point <= _EXPONENT_FROM:
        return f"{digits[:point]}.{digits[point:]}"
    if _EXPONENT_BELOW < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{mantissa}e{point - 1:+d}"
