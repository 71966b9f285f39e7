"""Names as documents carry them: passports, foreign visas, registers of inmates."""

import re


def passport_form(name: str, limit: int) -> str:
    """Capitals without punctuation, cut at `limit` characters.

    The machine-readable zone of ICAO Doc 9303 part 4 holds 39.
    """
    plain = re.sub(r"[^A-Z ]+", " ", name.upper())
    return " ".join(plain.split())[:limit].rstrip()


def surname_comma(given: str, surname: str) -> str:
    """SURNAME, GIVEN."""
    return f"{surname}, {given}" if surname else given


def surname_last(given: str, surname: str) -> str:
    """GIVEN SURNAME."""
    return f"{given} {surname}" if surname else given


def surname_first(given: str, surname: str) -> str:
    """SURNAME GIVEN."""
    return f"{surname} {given}" if surname else given


def first_given_only(given: str, surname: str) -> str:
    """The middle names dropped."""
    return surname_last(given.split(maxsplit=1)[0], surname)


def hyphens_dropped(name: str) -> str:
    """MIN-JUN → MINJUN."""
    return name.replace("-", "")


def given_unknown(name: str) -> str:
    """FNU (first name unknown) before a single name, as some visas have it."""
    return f"FNU {name}" if " " not in name else name
