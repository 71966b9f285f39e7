"""An agency's own copy of a name, a date, a place or a NIK, errors included.

Each step may apply one operator, at the rate that the variation model gives;
steps run in the order in which a name comes about: how it was spelled, which
words of it were written, what was added, how the document cut it, and last how
it was typed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from subgraphs.population import nik as niks
from subgraphs.population.chance import Chance
from subgraphs.population.facts import BirthDate, Person
from subgraphs.population.model import VariationModel
from subgraphs.population.operators import (
    dates,
    documents,
    places,
    slips,
    spelling,
    words,
)
from subgraphs.population.rows import Sex

System = Literal["SIAK", "SAKE", "SIMKIM", "SDP", "KEMLU"]
"""The system that holds the copy."""

MACHINE_READ: frozenset[System] = frozenset({"SDP"})
"""Systems filled from scanned papers; the others are typed. An assumption."""

FLAGGED: Mapping[System, float] = {
    "SIAK": 0.9,
    "SAKE": 0.6,
    "SIMKIM": 0.3,
    "SDP": 0.3,
    "KEMLU": 0.3,
}
"""Share of imputed dates that a system marks as imputed: an assumption."""

_SPLITS = ("NUR", "SRI", "ABDUL", "SITI", "EKO", "TRI", "DWI")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy being made."""

    chance: Chance
    model: VariationModel
    system: System
    person: Person
    today: date
    abroad: str = ""
    """The country of the mission that makes it, if one does."""


def name(copy: Copy) -> str:
    """The name as the system holds it, in capitals."""
    written = copy.person.name.civil
    for step in NATIVE_STEPS if copy.person.citizen_by_birth else FOREIGN_STEPS:
        written = step(copy, written)
    return written


def sex(copy: Copy) -> Sex:
    """The sex as the system holds it."""
    if copy.chance.roll(copy.model.rate("sex_flip")):
        return "F" if copy.person.sex == "M" else "M"
    return copy.person.sex


def birth_date(copy: Copy) -> BirthDate:
    """The birth date as the system holds it; some systems don't mark imputed ones."""
    birth = copy.person.birth
    if copy.chance.roll(copy.model.rate("date")):
        birth = replace(birth, day=_wrong_day(copy))
    if birth.imputed and not copy.chance.roll(FLAGGED[copy.system]):
        return BirthDate(birth.day)
    return birth


def _wrong_day(copy: Copy) -> date:
    chance, birth = copy.chance, copy.person.birth
    if birth.imputed or chance.roll(0.15):
        return dates.default_day(
            birth.day, chance.pick(tuple(copy.model.imputed_defaults))
        )
    wrong = chance.pick(
        (
            dates.swap_day_month(birth.day),
            dates.shift_year(birth.day, chance.pick((-1, 1))),
            dates.transpose_day(birth.day),
            dates.transpose_year(birth.day),
        )
    )
    return wrong if wrong <= copy.today else birth.day


def birth_place(copy: Copy) -> str:
    """The place of birth as the system holds it."""
    chance, place = copy.chance, copy.person.birth_place
    if not chance.roll(copy.model.rate("birthplace")):
        return place
    if copy.person.kind == "FOREIGNER":
        return _typo(copy, place, always=True)
    return chance.pick(
        (
            places.with_kind(place, chance.pick(("KAB.", "KOTA"))),
            places.old_name(place),
            places.abbreviate(place),
            places.city_alone(place),
            _typo(copy, place, always=True),
            places.country_instead(place),
        )
    )


def nik(copy: Copy, missing: float) -> str | None:
    """The NIK as the system holds it.

    Args:
        copy: The copy being made.
        missing: Share of copies without one.
    """
    chance, model, person = copy.chance, copy.model, copy.person
    if person.nik is None or chance.roll(missing):
        return None
    held = person.nik
    if person.legacy_nik and chance.roll(0.3):
        held = person.legacy_nik
    elif person.second_nik and chance.roll(0.5):
        held = person.second_nik
    if person.neighbour_nik and chance.roll(model.nik_rate("shared_nik")):
        held = person.neighbour_nik
    if chance.roll(model.nik_rate("typo")):
        held = niks.retype(held, chance.whole(0, 15), chance.digits(1))
    return held


def alias(copy: Copy) -> str | None:
    """Another name by which an inmate goes, at the rate of the register."""
    if not copy.chance.roll(copy.model.rate_at("alias", copy.system)):
        return None
    given = copy.person.name.given.split()
    return copy.chance.pick((given[-1][:5], given[0][-4:], copy.person.name.father))


Step = Callable[[Copy, str], str]


def _old_spelling(copy: Copy, text: str) -> str:
    rates = copy.model.operators["old_orthography"]
    year = copy.person.birth.day.year
    spans = rates["rate_by_birth"]
    rate = spans["<1947" if year < 1947 else "1947-1972" if year <= 1972 else ">1972"]
    if not copy.chance.roll(rate):
        return text
    letters = [new for new, _ in spelling.OLD_SPELLING]
    if copy.chance.roll(rates["partial"]):
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
    operator = copy.model.operators["title_added"]
    adult = copy.person.birth.day.year < 2003
    rate = copy.model.rate_at("title_added", copy.system)
    if adult and copy.chance.roll(rate):
        return words.add_title(text, copy.chance.pick(operator["set"]))
    return text


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
    other = alias(copy) if copy.system == "SDP" else None
    if other is None:
        return text
    return f"{text} {copy.chance.pick(('ALIAS', 'ALS'))} {other}"


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


def _typo_step(copy: Copy, text: str) -> str:
    return _typo(copy, text, always=False)


def _typo(copy: Copy, text: str, *, always: bool) -> str:
    chance = copy.chance
    scanned = copy.system in MACHINE_READ
    rate = copy.model.rate_at("typo", "ocr" if scanned else "typed")
    if len(text) < 3 or not (always or chance.roll(rate)):
        return text
    if scanned and chance.roll(0.5):
        return slips.misread(text, chance.pick(slips.LOOKALIKES))
    place = chance.whole(1, len(text) - 2)
    near = chance.pick(slips.NEIGHBOURS.get(text[place], "AEIOU"))
    return chance.pick(
        (
            slips.insert(text, place, near),
            slips.delete(text, place),
            slips.substitute(text, place, near),
            slips.transpose(text, place),
        )
    )


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
    _typo_step,
)
"""In the order in which a name comes about, see above."""

FOREIGN_STEPS: tuple[Step, ...] = (
    _foreign_order,
    _muhammad,
    _drop_word,
    _alias,
    _double,
    _passport_form,
    _typo_step,
)
