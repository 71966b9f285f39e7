"""What a privacy officer wants to know of agreements before they are published.

Files that are wrong; agreements that are not in force today, with the clause; and
the clauses that are declared only, so that no program keeps them.
"""

from dataclasses import dataclass
from datetime import date

from protocol.agreements.library import Library
from protocol.agreements.model import Agreement
from protocol.agreements.upkeep import Declared, declared_only
from protocol.oversight.coverage import standing_miss


@dataclass(frozen=True, slots=True)
class Checked:
    """One agreement."""

    agreement: str
    version: int
    state: str
    code: str | None
    """Why it grants nothing today; None while it is in force."""
    clause: str | None
    declared_only: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All agreements of a directory."""

    findings: tuple[str, ...]
    """What is wrong with files: file, line, key and what."""
    agreements: tuple[Checked, ...]
    signatures: str
    """`verified`, or `not looked at` where no officers' keys were given."""

    @property
    def sound(self) -> bool:
        """Whether no file is wrong."""
        return not self.findings


def check(library: Library, day: date) -> Report:
    """Check agreements on a legal day."""
    return Report(
        findings=library.findings,
        agreements=tuple(_checked(one, library, day) for one in library.book.all),
        signatures="verified" if library.looked_at_signatures else "not looked at",
    )


def _checked(one: Agreement, library: Library, day: date) -> Checked:
    miss = standing_miss(one, library.book, day)
    return Checked(
        agreement=one.id,
        version=one.version,
        state=one.state,
        code=miss.code if miss else None,
        clause=miss.clause if miss else None,
        declared_only=declared_only(one),
    )
