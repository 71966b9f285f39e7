"""An agency's copy of a name.

Each step may apply one operator, at the rate that the variation model gives;
steps run in the order in which a name comes about: how it was spelled, which
words of it were written, what was added, how the document cut it, and last how
it was typed.
"""

from collections.abc import Callable

from subgraphs.population.copying.context import MACHINE_READ, Copy
from subgraphs.population.copying.slip import mistyped
from subgraphs.population.operators import documents, spelling, words

_SPLITS = ("NUR", "SRI", "ABDUL", "SITI", "EKO", "TRI", "DWI")
"""First parts of names that are also written as one word."""

_TITLES_OF = {
    "HJ.": "F",
    "RA.": "F",
    "ST.": "F",
    "H.": "M",
    "KH.": "M",
    "R.": "M",
    "TB.": "M",
    "DRS.": "M",
}
"""Titles of one sex; others are of both."""

_BALINESE_TITLES = frozenset({"I GUSTI", "ANAK AGUNG"})

_ALIAS_IN_NAME = 0.7
"""Share of known aliases that stand in the name itself: an assumption."""

_TITLED_BEFORE = 2003
"""Nobody born later bears a title yet."""


def name(copy: Copy) -> str:
    """The name as the system holds it, in capitals."""
    written = copy.person.name.civil
    for step in NATIVE_STEPS if copy.person.citizen_by_birth else FOREIGN_STEPS:
        written = step(copy, written)
    return written


Step = Callable[[Copy, str], str]


def _old_spelling(copy: Copy, text: str) -> str:
    rate = copy.model.rate_by_birth("old_orthography", copy.person.birth.day.year)
    if not copy.chance.roll(rate):
        return text
    letters = [new for new, _ in spelling.OLD_SPELLING]
    if copy.chance.roll(copy.model.operators["old_orthography"]["partial"]):
        letters = copy.chance.sample(letters, 3)
    return spelling.old_spelling(text, frozenset(letters))


def _muhammad(copy: Copy, text: str) -> str:
    if spelling.has_muhammad(text) and copy.chance.roll(
        copy.model.rate("muhammad_family")
    ):
        return spelling.muhammad(text, copy.chance.pick(spelling.MUHAMMAD))
    return text


def _transliterate(copy: Copy, text: str) -> str:
    operator = copy.model.operators["arabic_translit"]
    if not copy.chance.roll(operator["rate"]):
        return text
    pairs = [tuple(pair) for pair in operator["pairs"]]
    changed = [spelling.transliterate(text, (pair[0], pair[1])) for pair in pairs]
    return copy.chance.pick([one for one in changed if one != text] or [text])


def _swap_sound(copy: Copy, text: str) -> str:
    operator = copy.model.operators["sound_swap"]
    if not copy.chance.roll(operator["rate"]):
        return text
    pairs = [
        ("double", "single") if pair == ["double", "single"] else (pair[0], pair[1])
        for pair in operator["pairs"]
    ]
    changed = [spelling.swap_sound(text, pair) for pair in pairs]
    return copy.chance.pick([one for one in changed if one != text] or [text])


def _drop_leading_part(copy: Copy, text: str) -> str:
    if copy.chance.roll(copy.model.rate("title_dropped_part_of_name")):
        return words.drop_leading_part(text)
    return text


def _drop_word(copy: Copy, text: str) -> str:
    count = len(text.split())
    if count > 1 and copy.chance.roll(copy.model.rate("drop_middle_or_last_token")):
        return words.drop_word(text, copy.chance.whole(1, count - 1))
    return text


def _swap_words(copy: Copy, text: str) -> str:
    count = len(text.split())
    if count > 1 and copy.chance.roll(copy.model.rate("token_swap")):
        return words.swap_words(text, copy.chance.whole(0, count - 2))
    return text


def _join_split(copy: Copy, text: str) -> str:
    if not copy.chance.roll(copy.model.rate("join_split")):
        return text
    split = words.split_word(text, _SPLITS)
    if split != text:
        return split
    return words.join_words(text, copy.chance.whole(0, max(0, text.count(" ") - 1)))


def _clan(copy: Copy, text: str) -> str:
    clan = copy.person.name.surname
    if clan and copy.chance.roll(copy.model.rate("marga_added_dropped")):
        return words.drop_clan(text, clan) if text.endswith(clan) else text
    return text


def _title(copy: Copy, text: str) -> str:
    adult = copy.person.birth.day.year < _TITLED_BEFORE
    rate = copy.model.rate_at("title_added", copy.system)
    if not adult or not copy.chance.roll(rate):
        return text
    titles = copy.model.operators["title_added"]["set"]
    fit = [title for title in titles if _fits(copy, title)]
    return words.add_title(text, copy.chance.pick(fit))


def _fits(copy: Copy, title: str) -> bool:
    """Whether someone of this sex and religion bears the title."""
    if title in _BALINESE_TITLES:
        return copy.person.religion == "HINDU"
    return _TITLES_OF.get(title, copy.person.sex) == copy.person.sex


def _patronymic(copy: Copy, text: str) -> str:
    places_of_use = {
        "KEMLU": "KEMLU_MY" if copy.abroad == "MYS" else "",
        "SIMKIM": "IMM",
    }
    place = places_of_use.get(copy.system, copy.system)
    if not copy.chance.roll(copy.model.rate_at("patronymic_added", place)):
        return text
    own = "BIN X" if copy.person.sex == "M" else "BINTI X"
    form = own if copy.chance.roll(0.8) else copy.chance.pick(("B X", "ANAK X"))
    return words.add_patronymic(text, form, copy.person.name.father)


def _alias(copy: Copy, text: str) -> str:
    if copy.alias is None or not copy.chance.roll(_ALIAS_IN_NAME):
        return text
    return f"{text} {copy.chance.pick(('ALIAS', 'ALS'))} {copy.alias}"


def _double(copy: Copy, text: str) -> str:
    foreign = copy.system == "SIMKIM" and copy.person.kind in {"RETURNER", "FOREIGNER"}
    rate = copy.model.rate_at("mononym_doubled", "SIMKIM_foreign_visa")
    if foreign and copy.chance.roll(rate):
        return words.double(text)
    return text


def _passport_form(copy: Copy, text: str) -> str:
    if copy.system != "SIMKIM":
        return text
    limit: int = copy.chance.pick(copy.model.operators["passport_form"]["limit"])
    return documents.passport_form(text, limit)


def _foreign_order(copy: Copy, text: str) -> str:
    chance, person = copy.chance, copy.person
    if not chance.roll(copy.model.rate("foreign_order")):
        return text
    given, surname = person.name.given, person.name.surname
    return chance.pick(
        (
            documents.surname_comma(given, surname),
            documents.surname_last(given, surname),
            documents.surname_first(given, surname),
            documents.first_given_only(given, surname),
            documents.hyphens_dropped(text),
            documents.given_unknown(text),
        )
    )


def _typo(copy: Copy, text: str) -> str:
    medium = "ocr" if copy.system in MACHINE_READ else "typed"
    if copy.chance.roll(copy.model.rate_at("typo", medium)):
        return mistyped(copy, text)
    return text


NATIVE_STEPS: tuple[Step, ...] = (
    _old_spelling,
    _muhammad,
    _transliterate,
    _swap_sound,
    _drop_leading_part,
    _drop_word,
    _swap_words,
    _join_split,
    _clan,
    _title,
    _patronymic,
    _alias,
    _double,
    _passport_form,
    _typo,
)
"""In the order in which a name comes about, see above."""

FOREIGN_STEPS: tuple[Step, ...] = (
    _foreign_order,
    _muhammad,
    _drop_word,
    _alias,
    _double,
    _passport_form,
    _typo,
)
