"""Refuses requests that carry a NIK or a passport number in the clear.

People are looked up by a lookup token that the asker's own node mints, never
by the number itself: a number in a query, a variable or a URL would pass the
gateway and end up in logs along the way. What looks like one is refused before
anything else reads it; it is neither logged nor repeated.

Looked for: 16 digits in a row, or the usual groupings of a NIK (4-4-4-4 and
2-2-2-6-4 with spaces, dots or hyphens); passport numbers as a word of their own
(one or two letters and six to eight digits, as Indonesia and most others have).
Other numbers that happen to look so are refused as well: better ask again.

This file does not know HTTP.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote_plus

from gateway.errors import RequestError

_SEPARATOR: Final = r"[ .\-]"
_NIK: Final = re.compile(
    r"(?<![0-9A-Za-z_])(?:"
    r"[0-9]{16}"
    rf"|[0-9]{{4}}(?:{_SEPARATOR}[0-9]{{4}}){{3}}"
    rf"|[0-9]{{6}}{_SEPARATOR}[0-9]{{6}}{_SEPARATOR}[0-9]{{4}}"
    rf"|[0-9]{{2}}(?:{_SEPARATOR}[0-9]{{2}}){{2}}{_SEPARATOR}[0-9]{{6}}{_SEPARATOR}[0-9]{{4}}"
    r")(?![0-9A-Za-z_])"
)
_PASSPORT: Final = re.compile(
    r"(?<![0-9A-Za-z_])[A-Za-z]{1,2} ?[0-9]{6,8}(?![0-9A-Za-z_])"
)
_ESCAPE: Final = re.compile(r"\\u(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{4}))")
_LAST_CODE_POINT: Final = 0x10FFFF


def refuse_raw_identifiers(
    document: str, variables: Mapping[str, Any], *texts: str
) -> None:
    """Look through everything that the caller wrote.

    Args:
        document: GraphQL text; its escapes are undone before looking.
        variables: JSON; keys and numbers are looked at as well.
        texts: other texts, such as the operation's name.

    Raises:
        RequestError: RAW_IDENTIFIER.
    """
    _refuse(_ESCAPE.sub(_unescaped, document))
    for text in texts:
        _refuse(text)
    for text in _texts(variables):
        _refuse(text)


def refuse_raw_identifier_in_url(url: str) -> None:
    """Look through a URL, as sent and with its escapes undone.

    Raises:
        RequestError: RAW_IDENTIFIER.
    """
    decoded = unquote_plus(url)
    _refuse(url)
    _refuse(_ESCAPE.sub(_unescaped, decoded))


def _refuse(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text)
    if _NIK.search(plain) or _PASSPORT.search(plain):
        raise RequestError("RAW_IDENTIFIER")


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, float):
        yield f"{value:.0f}"
    else:
        yield str(value)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= _LAST_CODE_POINT else " "
