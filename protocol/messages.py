"""Words for the codes: which language, the sentence, and the reference page."""

import re
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from protocol.catalogue import CATALOGUE, Entry, Text


class Language(StrEnum):
    """Languages that messages exist in; Indonesian is the default."""

    INDONESIAN = "id"
    ENGLISH = "en"


_UNNAMED: Final[Mapping[Language, Mapping[str, str]]] = {
    Language.INDONESIAN: {
        "agency": "instansi terkait",
        "purpose": "ini",
        "agreement": "ini",
        "clause": "terkait",
        "path": "kolom ini",
    },
    Language.ENGLISH: {
        "agency": "the agency",
        "purpose": "given",
        "agreement": "at hand",
        "clause": "at hand",
        "path": "this field",
    },
}
"""What stands in a sentence where an error names no agency, purpose and so on."""

_QUALITY = re.compile(r"q=([01](?:\.[0-9]{0,3})?)$")


def language_of(
    accept_language: str | None, otherwise: Language = Language.INDONESIAN
) -> Language:
    """The language to answer in, from an `Accept-Language` header (RFC 9110 §12.5.4).

    A header that can't be read counts as none, since a wrong language never hides a
    refusal.

    Args:
        accept_language: The header, if there is one.
        otherwise: The language where the header prefers none that we speak.
    """
    best, chosen = 0.0, otherwise
    for part in (accept_language or "").split(","):
        tag, _, weight = (piece.strip() for piece in part.partition(";"))
        match = _QUALITY.match(weight)
        quality = float(match[1]) if match else 1.0
        primary = tag.lower().partition("-")[0]
        if quality > best and primary in ("id", "en"):
            best, chosen = quality, Language(primary)
    return chosen


def message_of(code: str, language: Language, names: Mapping[str, str]) -> str:
    """What happened, in one sentence.

    Args:
        code: A code of the catalogue.
        language: The language to say it in.
        names: Words for agency, purpose, agreement, clause and path; what is
            missing gets a general word.

    Raises:
        KeyError: The code is not in the catalogue.
    """
    return _filled(text_of(code, language).message, language, names)


def next_step_of(code: str, language: Language, names: Mapping[str, str]) -> str:
    """What to do next, as `message_of`."""
    return _filled(text_of(code, language).next_step, language, names)


def text_of(code: str, language: Language) -> Text:
    """The unfilled wording of a code.

    Raises:
        KeyError: The code is not in the catalogue.
    """
    entry = CATALOGUE[code]
    match language:
        case Language.INDONESIAN:
            return entry.indonesian
        case Language.ENGLISH:
            return entry.english


def errors_page() -> str:
    """`docs/reference/errors.md` as Markdown; a test holds the file to it."""
    sections = "\n".join(
        _section(code, entry) for code, entry in sorted(CATALOGUE.items())
    )
    return f"{_PAGE_HEAD}\n{sections}"


def _section(code: str, entry: Entry) -> str:
    rows = (
        f"- Fault: {entry.fault}",
        f"- English: {entry.english.message} *{entry.english.next_step}*",
        f"- Indonesian: {entry.indonesian.message} *{entry.indonesian.next_step}*",
    )
    return f"## {code}\n\n" + "\n".join(rows) + "\n"


def _filled(template: str, language: Language, names: Mapping[str, str]) -> str:
    text = template.format_map({**_UNNAMED[language], **names})
    return text[:1].upper() + text[1:]


_PAGE_HEAD: Final = """\
# Error codes

Generated from `protocol/catalogue.py`; change it there
(`.venv/bin/python -m protocol.messages > docs/reference/errors.md`).

Every refusal and every fault has one shape. In a GraphQL answer:

```json
{
  "message": "Tidak ada perjanjian dengan imigrasi yang mencakup …",
  "path": ["case", "applicant", "person"],
  "extensions": {
    "v": 1,
    "code": "NO_AGREEMENT",
    "fault": "AGREEMENT",
    "agency": "imigrasi",
    "path": "case.applicant.person",
    "purpose": "NATURALISATION_CHECK",
    "agreement": "PKS-DEMO-007",
    "clause": "elements",
    "nextStep": "Ajukan perjanjian kerja sama, …",
    "requestId": "…"
  }
}
```

`fault` says who has to act: `CALLER` the asker's side, `AGENCY` whoever runs
the named agency's node, `AGREEMENT` the parties of an agreement, `TAUTAN`
whoever runs the gateway or the unit. Messages are Indonesian unless
`Accept-Language` prefers English. No message ever holds personal data.
Braces stand for the name of the agency, purpose, agreement, clause or field.
"""


if __name__ == "__main__":
    sys.stdout.write(errors_page())
