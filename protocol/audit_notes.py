"""What was aged out of an audit log, and who signed that it was.

Archives are kept as long as agreements ask, and no longer. `<log>.aged` is a JWS by
the instance's key over the last line that was removed, so that the chain still has
a beginning that can be verified, and over how many there were, until when, and why.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from protocol.audit_files import (
    archives,
    last_line,
    replace_file,
    unavailable,
)
from protocol.audit_head import read_head
from protocol.audit_lines import Link, members_of
from protocol.audit_subjects import SubjectIndex, subjects_path
from protocol.dates import Clock, rfc3339
from protocol.errors import AuditBroken
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

NOTE_TYPE: Final = "tautan-audit-aged+jwt"


@dataclass(frozen=True, slots=True)
class AgedOut:
    """What is no longer there."""

    instance: str
    last: Link
    """The last line that was removed."""
    until: str
    """Its instant, RFC 3339."""
    at: str
    """When it was removed, RFC 3339."""
    reason: str
    """Such as "retention of 5 years: PKS-DEMO-007"."""


def note_path(path: Path) -> Path:
    """Where the note of a log lies."""
    return path.with_name(f"{path.name}.aged")


def read_note(path: Path, keys: KeySet) -> AgedOut | None:
    """What was aged out of a log, None if nothing was.

    Raises:
        AuditBroken: The note is not signed by one of the keys.
    """
    try:
        compact = note_path(path).read_text("ascii")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise AuditBroken(1, f"no valid note of what was aged out: {error}") from None
    try:
        claims = verify_by_set(compact, NOTE_TYPE, keys).claims
        return AgedOut(
            instance=claims.text("instance"),
            last=Link(claims.count("seq"), claims.text("hash")),
            until=claims.text("until"),
            at=claims.text("at"),
            reason=claims.text("reason"),
        )
    except BadMessage as error:
        raise AuditBroken(1, f"no valid note of what was aged out: {error}") from None


@dataclass(frozen=True, slots=True)
class Ager:
    """Ages out the archives of one log; its process may run meanwhile."""

    path: Path
    key: SigningKey
    clock: Clock
    sync: Callable[[int], None]

    def age_out(self, until: date, reason: str) -> AgedOut | None:
        """Removes archives whose last line is of a day before `until` (UTC).

        The note is written first: archives that it covers and a crash left behind
        are no longer read, and go the next time.

        Returns:
            The note that stands now, None if nothing was ever aged out.

        Raises:
            AuditBroken: An archive or the note was changed.
            AuditError: AUDIT_UNAVAILABLE: it can't be written.
        """
        keys = KeySet.of([self.key])
        note = read_note(self.path, keys)
        instance = read_head(self.path, keys).instance
        try:
            for archive in archives(self.path, _lines(note)):
                last = _last_members(archive)
                if last["at"][:10] >= until.isoformat():
                    break
                link = Link(last["seq"], last["hash"])
                now = rfc3339(self.clock())
                note = AgedOut(instance, link, last["at"], now, reason)
            if note is not None:
                self._write(note)
                self._remove(note)
        except OSError as error:
            raise unavailable(error) from None
        return note

    def _write(self, note: AgedOut) -> None:
        claims = {
            "instance": note.instance,
            "seq": note.last.seq,
            "hash": note.last.hash,
            "until": note.until,
            "at": note.at,
            "reason": note.reason,
        }
        signed = sign(self.key, NOTE_TYPE, claims, with_kid=True)
        replace_file(note_path(self.path), signed.encode(), self.sync)

    def _remove(self, note: AgedOut) -> None:
        kept = set(archives(self.path, _lines(note)))
        for archive in set(archives(self.path)) - kept:
            archive.unlink()
        with closing(SubjectIndex(subjects_path(self.path))) as index:
            index.forget_before(_lines(note))


def _lines(note: AgedOut | None) -> int:
    """How many lines are gone."""
    return 0 if note is None else note.last.seq + 1


def _last_members(archive: Path) -> dict[str, Any]:
    line = last_line(archive)
    if line is None:
        raise AuditBroken(1, "an empty archive")
    return members_of(line, 0)
