"""The audit log: one hash chain per instance, whose end is signed.

The log is a file of JSON lines, only ever appended to. The first line is the
header; every line names its number and the hash of the line before it, and
holds its own hash (`protocol.audit_lines`). Beside it, the head holds a signature
over the last line (`protocol.audit_head`). So, offline and with the public key
alone (`protocol.audit_verify`):

- a changed line has another hash than the next line names;
- a removed or moved line breaks number and chain;
- a log that was cut off, or made anew, does not end as the signed head says.

What this can't see: log *and* head put back together to an older state of both.
That shows when the logs of gateway and nodes are compared by request id.

Events that come together are committed together: one signature and one wait for
the disk, however many they are. The head is replaced before its lines are written;
what a crash, or a full disk, left undone is completed from it before anything else
is written. An event that can't be written is refused, and then nothing may be
answered.

When a file is full, or a month ends, it becomes an archive and the chain goes on in
a new one.
"""

import os
import threading
from collections.abc import Callable, Sequence
from io import FileIO
from pathlib import Path
from typing import Any, Final, Self

from protocol.audit_events import AuditEvent
from protocol.audit_files import (
    archive_path,
    archives,
    first_line,
    last_line,
    line_before,
    locked,
    opened_to_append,
    put,
    sync_folder,
    unavailable,
)
from protocol.audit_head import Head, HeadWriter, head_path, read_head
from protocol.audit_lines import (
    CONTINUED_FILE,
    MAX_LINE_BYTES,
    STARTED,
    Line,
    Link,
    chained,
    members_of,
)
from protocol.audit_subjects import (
    Leaf,
    SubjectIndex,
    commitment,
    leaves_of,
    subjects_path,
)
from protocol.dates import Clock, rfc3339
from protocol.errors import AuditBroken, AuditError
from protocol.keys import KeySet, SigningKey

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of a file; the next events go to a new one."""

_MONTH: Final = len("2026-01")


class AuditLog:
    """The log of one running instance; nobody else may hold it open.

    Args:
        path: The log; its directory exists.
        instance: Id of the process's instance, such as "gateway-1".
        key: The instance's signing key.
        clock: Tells when an event happened.
        sync: Brings a file to disk; its argument is a file descriptor.
        most_bytes: How large a file grows before it is archived.

    Raises:
        AuditBroken: The log does not end as its head says.
        AuditError: AUDIT_UNAVAILABLE: it can't be opened, or is held open.
    """

    def __init__(  # noqa: PLR0913 -- what it is, and two means that are passed in
        self,
        path: Path,
        instance: str,
        key: SigningKey,
        clock: Clock,
        sync: Callable[[int], None] = os.fsync,
        *,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._path = path
        self._instance = instance
        self._key = key
        self._clock = clock
        self._sync = sync
        self._most_bytes = most_bytes
        self._head = HeadWriter(path, instance, key, sync)
        self._subjects = SubjectIndex(subjects_path(path))
        self._lock = threading.Lock()
        self._failed = False
        self._last = Link()
        self._size = self._first = 0
        self._month = ""
        self._held = locked(path)
        self._file: FileIO | None = None
        try:
            self._file = opened_to_append(path)
            self._resume()
        except OSError as error:
            self.close()
            raise unavailable(error) from None
        except BaseException:
            self.close()
            raise

    def append(self, event: AuditEvent) -> int:
        """Writes an event; when this returns, it is on disk.

        Returns:
            The line's number, counted from 0 (the header).

        Raises:
            AuditError: AUDIT_UNAVAILABLE: it could not be written.
            AuditBroken: What an earlier failure left can't be completed.
        """
        (written,) = self.write([event])
        if isinstance(written, AuditError):
            raise written
        return written

    def write(self, events: Sequence[AuditEvent]) -> list[int | AuditError]:
        """Writes events that belong to different requests, all at once.

        Returns:
            Per event the number of its line, or why it has none: it is too large.

        Raises:
            AuditError: As `append`; none of them may be answered.
        """
        with self._lock:
            try:
                if self._failed:
                    self._resume()
                return self._commit(events)
            except OSError as error:
                self._failed = True
                raise unavailable(error) from None

    def close(self) -> None:
        """Closes the log and lets another instance open it."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._subjects.close()
            self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _commit(self, events: Sequence[AuditEvent]) -> list[int | AuditError]:
        at = rfc3339(self._clock())
        if self._is_over(at):
            self._go_on(at)
        results: list[int | AuditError] = []
        lines: list[Line] = []
        entries: list[tuple[int, tuple[Leaf, ...]]] = []
        last = self._last
        for event in events:
            leaves = leaves_of(event.subjects)
            line = chained(last, at, _members(event, leaves))
            if len(line.text) > MAX_LINE_BYTES:
                results.append(_too_large())
                continue
            last = line.link
            lines.append(line)
            entries.append((last.seq, leaves))
            results.append(last.seq)
        self._subjects.keep(entries)
        self._put(lines)
        return results

    def _put(self, lines: list[Line]) -> None:
        """Signs and writes lines; they are on disk when this returns."""
        if lines:
            self._failed = True
            self._head.replace(lines, self._size)
            self._append(b"".join(line.text + b"\n" for line in lines))
            self._last = lines[-1].link
            self._failed = False

    def _append(self, content: bytes) -> None:
        put(self._open_file(), content, self._sync)
        self._size += len(content)

    def _is_over(self, at: str) -> bool:
        """Whether the file is full, or was begun in another month."""
        return self._size >= self._most_bytes or at[:_MONTH] != self._month

    def _go_on(self, at: str) -> None:
        """Archives the file and begins the next one with a header of its own."""
        line = chained(self._last, at, self._header(CONTINUED_FILE))
        self._failed = True
        self._head.replace([line], 0)
        self._archive()
        self._append(line.text + b"\n")
        self._begin_file(line.link, at)
        self._failed = False

    def _archive(self) -> None:
        """Gives the file its archive's name, and opens an empty one."""
        self._open_file().close()
        self._path.replace(archive_path(self._path, self._first))
        self._file = opened_to_append(self._path)
        sync_folder(self._path.parent, self._sync)
        self._size = 0

    def _begin_file(self, header: Link, at: str) -> None:
        self._last = header
        self._first, self._month = header.seq, at[:_MONTH]

    def _header(self, kind: str) -> dict[str, Any]:
        return {"kind": kind, "instance": self._instance, "keyId": self._key.kid}

    def _open_file(self) -> FileIO:
        if self._file is None:
            self._file = opened_to_append(self._path)
        return self._file

    def _resume(self) -> None:
        """Finds the end of the log, after completing what was left undone."""
        file = self._open_file()
        self._size = file.seek(0, os.SEEK_END)
        if not head_path(self._path).exists():
            if self._size or archives(self._path):
                raise AuditBroken(1, "a log without a head")
            self._start()
            return
        head = read_head(self._path, KeySet.of([self._key]))
        if head.instance != self._instance:
            raise AuditBroken(1, "the log of another instance")
        self._complete(head)
        self._subjects.forget_after(head.last.seq)
        self._last = head.last
        first = members_of(first_line(self._open_file()), 1)
        self._first, self._month = first["seq"], first["at"][:_MONTH]
        self._failed = False

    def _start(self) -> None:
        at = rfc3339(self._clock())
        line = chained(Link(), at, self._header(STARTED))
        self._put([line])
        self._begin_file(line.link, at)

    def _complete(self, head: Head) -> None:
        first = members_of(head.lines[0], head.last.seq + 1)
        if first["kind"] == CONTINUED_FILE and self._ends_with(first["prev"]):
            self._first = members_of(first_line(self._open_file()), 1)["seq"]
            self._archive()
        tail = self._tail(head.offset)
        broken = AuditBroken(first["seq"] + 1, "the log does not end as its head says")
        if tail is None or not head.batch.startswith(tail):
            raise broken
        if first["prev"] != self._hash_before(head.offset):
            raise broken
        if tail != head.batch:
            file = self._open_file()
            file.truncate(head.offset)
            self._size = head.offset
            self._append(head.batch)

    def _ends_with(self, line_hash: str) -> bool:
        """Whether the file's last line is whole and has this hash."""
        line = line_before(self._open_file(), self._size)
        if line is None:
            return False
        try:
            return bool(members_of(line, 0)["hash"] == line_hash)
        except AuditBroken:
            return False

    def _tail(self, offset: int) -> bytes | None:
        """What stands behind an offset; None where the file is shorter."""
        if self._size < offset:
            return None
        file = self._open_file()
        file.seek(offset)
        return file.read()

    def _hash_before(self, offset: int) -> str:
        """Hash of the line before an offset, "" before the first of the log."""
        if offset:
            return _hash(line_before(self._open_file(), offset))
        older = archives(self._path)
        return _hash(last_line(older[-1])) if older else ""


def _members(event: AuditEvent, leaves: tuple[Leaf, ...]) -> dict[str, Any]:
    members = event.members()
    return {**members, "subjects": commitment(leaves)} if leaves else members


def _too_large() -> AuditError:
    return AuditError("AUDIT_UNAVAILABLE", diagnostics="event too large")


def _hash(line: bytes | None) -> str:
    return "" if line is None else str(members_of(line, 0)["hash"])
