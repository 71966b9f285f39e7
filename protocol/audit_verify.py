"""Verifies an audit log offline: archives, file and head are one chain.

the note of what was aged out, if there is one
→ archives, the oldest first → the file that is written
→ the last line is the one that the head signs
→ what was exchanged with other processes is what those have signed
→ the index of subjects, where it is at hand, is the one that lines commit to
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from protocol.audit_files import archives, unavailable
from protocol.audit_head import Head, read_head
from protocol.audit_lines import CONTINUED_FILE, STARTED, Link, members_of
from protocol.audit_notes import read_note
from protocol.audit_subjects import SubjectIndex, commitment, subjects_path
from protocol.errors import AuditBroken
from protocol.hop_exchanged import EXCHANGED, unproven
from protocol.hops import process_of
from protocol.keys import KeySet

_HEADERS: Final = frozenset({STARTED, CONTINUED_FILE})


@dataclass(frozen=True, slots=True)
class VerifiedLog:
    """A log in which every line fits."""

    instance: str
    process: str
    """Process id in the id of the key that signs it: `gateway`, or an agency."""
    started: str
    """Instant of the first line that is there, RFC 3339."""
    lines: int
    """Lines that are there, headers included."""
    last_hash: str
    files: int = 1
    """Archives and the file that is written."""
    aged_out: int = 0
    """Lines that were aged out, by a signed note."""
    subjects: str = "none"
    """The index of subjects: `none` is needed, `intact`, or `absent`."""


def verify_log(path: Path, keys: KeySet) -> VerifiedLog:
    """Verifies a log offline.

    Args:
        path: The log, with its head, archives and index beside it.
        keys: Public keys of the instances.

    Raises:
        AuditBroken: At the first line that does not fit: it was changed,
            removed, moved, or the log was cut off.
        AuditError: AUDIT_UNAVAILABLE: the log can't be read.
    """
    head = read_head(path, keys)
    note = read_note(path, keys)
    if note is not None and note.instance != head.instance:
        raise AuditBroken(1, "the note is of another instance")
    chain = _Chain(head, Link() if note is None else note.last)
    before = chain.link.seq + 1
    for members in read_log(path, before):
        chain.follow(members)
        _require_proven(members, keys)
    chain.end()
    return VerifiedLog(
        instance=head.instance,
        process=process_of(head.kid),
        started=chain.started,
        lines=chain.link.seq + 1 - before,
        last_hash=chain.link.hash,
        files=1 + len(archives(path, before)),
        aged_out=before,
        subjects=_verified_subjects(path, chain.commitments),
    )


def read_log(path: Path, before: int = 0) -> Iterator[Mapping[str, Any]]:
    """The lines of a log, each with its own hash checked but not the chain.

    Args:
        path: The log; its archives are read first.
        before: Lines that were aged out, for the numbers in errors.

    Raises:
        AuditBroken: A line is not one of ours, or was changed.
        AuditError: AUDIT_UNAVAILABLE: the log can't be read.
    """
    number = before
    try:
        for part in (*archives(path, before), path):
            with part.open("rb") as file:
                for line in file:
                    number += 1
                    if not line.endswith(b"\n"):
                        raise AuditBroken(number, "cut off")
                    yield members_of(line[:-1], number)
    except OSError as error:
        raise unavailable(error) from None


class _Chain:
    """Lines that follow each other up to the signed end."""

    def __init__(self, head: Head, link: Link) -> None:
        self.link = link
        self.started = ""
        self.commitments: dict[int, str] = {}
        self._head = head
        self._header: tuple[object, object] = (None, None)

    def follow(self, members: Mapping[str, Any]) -> None:
        number = self.link.seq + 2
        if (members["seq"], members["prev"]) != (self.link.seq + 1, self.link.hash):
            raise AuditBroken(number, "a line before it is missing or was moved")
        if members["seq"] > self._head.last.seq:
            raise AuditBroken(number, "it stands behind the signed end")
        if members.get("kind") in _HEADERS:
            self._header = (members.get("instance"), members.get("keyId"))
        if "subjects" in members:
            self.commitments[members["seq"]] = members["subjects"]
        self.started = self.started or members["at"]
        self.link = Link(members["seq"], members["hash"])

    def end(self) -> None:
        if self.link.seq < self._head.last.seq:
            raise AuditBroken(self.link.seq + 2, "cut off before the signed end")
        if self.link.hash != self._head.last.hash:
            raise AuditBroken(self.link.seq + 1, "not the last line that was signed")
        if self._header != (self._head.instance, self._head.kid):
            raise AuditBroken(1, "the header names another instance or key")


def _require_proven(members: Mapping[str, Any], keys: KeySet) -> None:
    if members.get("kind") == EXCHANGED:
        why = unproven(members, keys)
        if why:
            raise AuditBroken(members["seq"] + 1, why)


def _verified_subjects(path: Path, commitments: Mapping[int, str]) -> str:
    """What is said of the index.

    Raises:
        AuditBroken: It is not the one that the lines commit to.
    """
    if not commitments:
        return "none"
    file = subjects_path(path)
    if not file.exists():
        return "absent"
    found = set()
    with closing(SubjectIndex(file)) as index:
        for seq, leaves in index.leaves():
            found.add(seq)
            fits = all(leaf.fits for leaf in leaves)
            if not fits or commitments.get(seq) != commitment(leaves):
                raise AuditBroken(seq + 1, "its entry in the subject index was changed")
    missing = min(commitments.keys() - found, default=None)
    if missing is not None:
        raise AuditBroken(missing + 1, "its entry in the subject index is missing")
    return "intact"
