"""One name in several spellings.

Each function takes a name in capitals and says exactly what to change; where
nothing applies the name comes back as it was. Sources: the spelling reforms of
1947 (oe) and 1972 (dj, j, tj, nj, sj, ch), and names as registers show them.
"""

import re

OLD_SPELLING = (
    ("NY", "NJ"),
    ("SY", "SJ"),
    ("KH", "CH"),
    ("Y", "J"),
    ("J", "DJ"),
    ("C", "TJ"),
    ("U", "OE"),
)
"""New to old, digraphs first, so that no letter is changed twice."""

_NEW_LETTERS = re.compile("|".join(new for new, _ in OLD_SPELLING))
_TO_OLD = dict(OLD_SPELLING)

MUHAMMAD = (
    "MUHAMMAD",
    "MUHAMAD",
    "MOHAMMAD",
    "MOHAMAD",
    "MOCHAMAD",
    "MOCHAMMAD",
    "MUCHAMAD",
    "MUH",
    "MOH",
    "MOCH",
    "MHD",
    "M",
)
"""One name in the family of Muhammad."""


def old_spelling(name: str, only: frozenset[str] | None = None) -> str:
    """The spelling before 1972 and 1947.

    Args:
        name: In today's spelling.
        only: The new letters to change; all when None. Mixed forms are common.
    """

    def replace(match: re.Match[str]) -> str:
        new = match.group()
        return _TO_OLD[new] if only is None or new in only else new

    return _NEW_LETTERS.sub(replace, name)


def has_muhammad(name: str) -> bool:
    """Whether a word of the name is of the family (a lone M is not read as one)."""
    return any(word in MUHAMMAD[:-1] for word in name.split())


def muhammad(name: str, variant: str) -> str:
    """The first word of the family, written as `variant`."""
    words = name.split()
    for place, word in enumerate(words):
        if word in MUHAMMAD[:-1]:
            return " ".join([*words[:place], variant, *words[place + 1 :]])
    return name


def transliterate(name: str, pair: tuple[str, str]) -> str:
    """One transliteration of an Arabic name for another, either way round.

    A pair applies at the start of words; a space in it is a space in the name.
    """
    left, right = pair
    for old, new in ((left, right), (right, left)):
        changed = re.sub(rf"\b{re.escape(old)}", new, name, count=1)
        if changed != name:
            return changed
    return name


def swap_sound(name: str, pair: tuple[str, str]) -> str:
    """One letter for another that sounds alike; `$` marks the end of a word."""
    old, new = pair
    if pair == ("double", "single"):
        return re.sub(r"([A-Z])\1", r"\1", name, count=1)
    if pair == ("final H", "-"):
        return re.sub(r"(?<=[A-Z])H\b", "", name, count=1)
    if new.endswith("$"):
        return re.sub(rf"{old}\b", new[:-1], name, count=1)
    return name.replace(old, new, 1)
