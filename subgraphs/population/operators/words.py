"""Words of a name: added, dropped, swapped, joined, split.

Each function takes a name in capitals and says exactly what to change; where
nothing applies the name comes back as it was.
"""

LEADING_PARTS = ("I GUSTI AYU", "I GUSTI", "I GEDE", "NI", "SI", "I")
"""Parts of a name that read like titles, the longest first."""


def add_title(name: str, title: str) -> str:
    """A title before the name, or after it when it begins with a comma."""
    return name + title if title.startswith(",") else f"{title} {name}"


def drop_leading_part(name: str) -> str:
    """A part of the name taken for a title and left out, as I or NI in Bali."""
    for part in LEADING_PARTS:
        if name.startswith(f"{part} "):
            return name.removeprefix(f"{part} ")
    return name


def drop_word(name: str, place: int) -> str:
    """The name without the word at `place` (from 0, never the first)."""
    words = name.split()
    if not 0 < place < len(words):
        return name
    return " ".join(words[:place] + words[place + 1 :])


def swap_words(name: str, place: int) -> str:
    """The word at `place` and the next one, exchanged."""
    words = name.split()
    if place + 1 >= len(words):
        return name
    words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def join_words(name: str, place: int) -> str:
    """The word at `place` and the next one as one word: NUR HAYATI → NURHAYATI."""
    words = name.split()
    if place + 1 >= len(words):
        return name
    return " ".join(
        [*words[:place], words[place] + words[place + 1], *words[place + 2 :]]
    )


def split_word(name: str, beginnings: tuple[str, ...]) -> str:
    """The first word with such a beginning as two: NURHAYATI → NUR HAYATI."""
    words = name.split()
    for place, word in enumerate(words):
        for beginning in beginnings:
            if word.startswith(beginning) and len(word) >= len(beginning) + 3:
                parts = [beginning, word.removeprefix(beginning)]
                return " ".join([*words[:place], *parts, *words[place + 1 :]])
    return name


def add_clan(name: str, clan: str) -> str:
    """The clan's name (marga) at the end."""
    return name if name.endswith(clan) else f"{name} {clan}"


def drop_clan(name: str, clan: str) -> str:
    """The name without the clan's at its end."""
    return name.removesuffix(f" {clan}")


def add_patronymic(name: str, form: str, father: str) -> str:
    """The father's name after BIN, BINTI, B or ANAK; the X of `form` is his."""
    return f"{name} {form.removesuffix('X').strip()} {father}"


def double(name: str) -> str:
    """A mononym twice, as a form with two name fields asks."""
    return f"{name} {name}" if " " not in name else name
