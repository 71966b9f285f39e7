"""Text to upper-case ASCII letters and digits, one space between words."""

import re
import unicodedata

# Letters that decomposition leaves whole.
_LATIN = str.maketrans(
    {
        "ß": "SS", "Æ": "AE", "æ": "AE", "Ø": "O", "ø": "O", "Œ": "OE", "œ": "OE",
        "Đ": "D", "đ": "D", "Ð": "D", "ð": "D", "Þ": "TH", "þ": "TH", "Ł": "L",
        "ł": "L", "\N{LATIN SMALL LETTER DOTLESS I}": "I", "Ħ": "H", "ħ": "H",
    }
)  # fmt: skip
# Typewriter, grave, acute, single quotation marks, Hawaiian and modifier letters.
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bb\u02bc]")
_NOT_PLAIN = re.compile(r"[^A-Z0-9]+")


def ascii_upper(text: str) -> str:
    """Upper-case ASCII with punctuation kept: `Éva O'Neil-Łuk` → `EVA ONEIL-LUK`.

    Apostrophes vanish, since offices drop them (Jum'at, Jumat). A letter of
    another script than Latin vanishes too.
    """
    latin = _APOSTROPHES.sub("", text).translate(_LATIN)
    decomposed = unicodedata.normalize("NFKD", latin)
    return decomposed.encode("ascii", "ignore").decode().upper()


def words(text: str) -> tuple[str, ...]:
    """The words of a text: everything but letters and digits separates them."""
    return tuple(_NOT_PLAIN.sub(" ", ascii_upper(text)).split())
