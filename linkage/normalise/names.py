"""Names to a bag of folded words.

A name is brought to what offices agree on: titles and degrees go, an alias and a
patronymic go, a doubled mononym counts once, the Muhammad family becomes one
word, and every other word is folded (`spelling.fold`). Order does not matter to
what follows, so a foreign name in either order gives the same bag.

Nothing is dropped that would leave a name without words.
"""

import re
from collections.abc import Sequence

from linkage.normalise.spelling import fold
from linkage.normalise.text import ascii_upper
from linkage.normalise.vocabulary import (
    DEGREES,
    DOUBLE_TITLES,
    MUHAMMADS,
    PATRONYMICS,
    TITLES,
)

MUHAMMAD = "MUHAMMAD"
_ALIAS = re.compile(r"\b(?:ALIAS|ALS|A\.?K\.?A)\b\.?|@")
_DOTTED = re.compile(r"\b[A-Z]{1,2}\.(?:[A-Z]{1,5}\.?)+")
# Anak lelaki, anak perempuan, son of, daughter of: as BIN in Malaysian papers.
_CHILD_OF = re.compile(r"\b(?:A/[LP]|[SD]/O)\b")
_SEPARATORS = re.compile(r"[^A-Z0-9]+")


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, each once, in alphabetical order."""
    text = ascii_upper(name)
    plain = _plain_words(_without_alias(text))
    kept = _first_nonempty(
        _unique(_without_patronymic(_without_titles(plain))), _unique(plain)
    )
    return tuple(sorted({_canonical(word, kept) for word in kept}))


def _without_alias(text: str) -> str:
    """`SLAMET ALIAS MAMAT` → `SLAMET`: the first form is the recorded one."""
    forms = [form for form in _ALIAS.split(text) if _SEPARATORS.sub("", form)]
    return forms[0] if forms else ""


def _plain_words(text: str) -> list[str]:
    """Words without degrees; `S.H.` counts as one, as do degrees after a comma."""
    text = _DOTTED.sub(
        lambda found: " " if found[0].replace(".", "") in DEGREES else found[0], text
    )
    head, *tail = _CHILD_OF.sub(" BIN ", text).split(",")
    pieces = [head, *(part for part in tail if not _is_degree(part))]
    return _SEPARATORS.sub(" ", " ".join(pieces)).split()


def _is_degree(part: str) -> bool:
    return _SEPARATORS.sub("", part) in DEGREES


def _without_titles(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(words):
        if tuple(words[at : at + 2]) in DOUBLE_TITLES:
            at += 2
            continue
        if words[at] not in TITLES:
            kept.append(words[at])
        at += 1
    return kept


def _without_patronymic(words: Sequence[str]) -> list[str]:
    """Cut at BIN, BINTI and their like, if a name stands on either side."""
    for at in range(1, len(words) - 1):
        if words[at] in PATRONYMICS:
            return list(words[:at])
    return list(words)


def _canonical(word: str, name: Sequence[str]) -> str:
    """One word folded. A lone M is a Muhammad only beside another word."""
    if word in MUHAMMADS and (len(word) > 1 or len(name) > 1):
        return MUHAMMAD
    return fold(word)


def _unique(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _first_nonempty(*choices: list[str]) -> list[str]:
    return next((choice for choice in choices if choice), [])
