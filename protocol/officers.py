"""Ids of officers' keys: `officer:` and the organisation or agency they sign for.

A "#" and a label stand behind it while an officer has an old key and a new one.
"""

from typing import Final

from protocol.hops import process_of

OFFICER: Final = "officer:"


def officer_of(kid: str) -> str | None:
    """Whom the officer with a key signs for; None if it is no officer's."""
    process = process_of(kid)
    whom = process.removeprefix(OFFICER)
    return whom if whom and whom != process else None
