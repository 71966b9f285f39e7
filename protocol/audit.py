"""The audit log: one hash chain per instance, whose end is signed.

The log is a file of JSON lines, only ever appended to. The first line is the
header; every line names its number and the hash of the line before it, and
holds its own hash, SHA-256 over its canonical JSON without that member. Beside
it, `<log>.head` holds a JWS by the instance's key over the number and hash of
the last line, and behind it that line. So, offline and with the public key alone:

- a changed line has another hash than the next line names;
- a removed or moved line breaks number and chain;
- a log that was cut off, or made anew, does not end as the signed head says.

What this can't see: log *and* head put back together to an older state of both.
That shows when the logs of gateway and nodes are compared by request id.

The head is replaced before the line is written, so after a crash between the two
opening the log completes it from the head. An event that can't be
written raises, and then nothing may be answered.
"""

import fcntl
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from protocol.audit_events import AuditEvent
from protocol.canonical import canonical_json, digest, read_json_object
from protocol.dates import Clock, rfc3339
from protocol.errors import AuditBroken, AuditError
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

AUDIT_VERSION: Final = 1
HEAD_TYPE: Final = "tautan-audit-head+jwt"
MAX_LINE_BYTES: Final = 1_048_576

_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class VerifiedLog:
    """A log in which every line fits."""

    instance: str
    started: str
    """Instant of the header, RFC 3339."""
    lines: int
    """Lines, the header included."""
    last_hash: str


@dataclass(frozen=True, slots=True)
class _Head:
    instance: str
    kid: str
    seq: int
    hash: str
    line: bytes


class AuditLog:
    """The log of one running instance; nobody else may hold it open.

    Args:
        path: The log; its directory exists.
        instance: Id of the process's instance, such as "gateway-1".
        key: The instance's signing key.
        clock: Tells when an event happened.
        sync: Brings a file to disk; its argument is a file descriptor.

    Raises:
        AuditBroken: The log does not end as its head says.
        AuditError: AUDIT_UNAVAILABLE: it can't be opened, or is held open.
    """

    def __init__(
        self,
        path: Path,
        instance: str,
        key: SigningKey,
        clock: Clock,
        sync: Callable[[int], None] = os.fsync,
    ) -> None:
        self._path = path
        self._instance = instance
        self._key = key
        self._clock = clock
        self._sync = sync
        self._lock = threading.Lock()
        self._failed = False
        self._file = _held(path)
        try:
            self._seq, self._last = self._resume()
        except BaseException:
            self._file.close()
            raise

    def append(self, event: AuditEvent) -> int:
        """Writes an event; when this returns, it is on disk.

        Returns:
            The line's number, counted from 0 (the header).

        Raises:
            AuditError: AUDIT_UNAVAILABLE: it could not be written, or an earlier
                one could not; opening the log anew completes it.
        """
        with self._lock:
            if self._failed:
                raise AuditError("AUDIT_UNAVAILABLE", diagnostics="failed before")
            return self._write(event.members())

    def close(self) -> None:
        """Closes the log and lets another instance open it."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def _resume(self) -> tuple[int, str]:
        """Number and hash of the last line, after completing what a crash cut."""
        written = _last_lines(self._file)
        if written.whole is None and not head_path(self._path).exists():
            if written.rest:
                raise AuditBroken(1, "a broken header without a head")
            return self._start()
        head = _read_head(self._path, KeySet.of([self._key]))
        if head.instance != self._instance:
            raise AuditBroken(1, "the log of another instance")
        self._complete(head, written)
        return head.seq, head.hash

    def _start(self) -> tuple[int, str]:
        self._seq, self._last = -1, ""
        self._write(
            {
                "kind": "LOG_STARTED",
                "instance": self._instance,
                "keyId": self._key.kid,
            }
        )
        return self._seq, self._last

    def _complete(self, head: _Head, written: "_Written") -> None:
        if written.whole == head.line and not written.rest:
            return
        members = _members(head.line, head.seq + 1)
        before = "" if written.whole is None else _members(written.whole, 0)["hash"]
        if members["prev"] != before or not head.line.startswith(written.rest):
            raise AuditBroken(head.seq + 1, "the log does not end as its head says")
        self._file.truncate(written.size - len(written.rest))
        self._put(head.line)

    def _write(self, members: Mapping[str, Any]) -> int:
        unhashed = {
            "v": AUDIT_VERSION,
            "seq": self._seq + 1,
            "at": rfc3339(self._clock()),
            "prev": self._last,
            **members,
        }
        line_hash = digest(canonical_json(unhashed))
        line = canonical_json({**unhashed, "hash": line_hash})
        if len(line) > MAX_LINE_BYTES:
            raise AuditError("AUDIT_UNAVAILABLE", diagnostics="event too large")
        try:
            self._put_head(self._seq + 1, line_hash, line)
            self._put(line)
        except OSError as error:
            self._failed = True
            raise AuditError(
                "AUDIT_UNAVAILABLE", diagnostics=str(error.strerror)
            ) from None
        self._seq, self._last = self._seq + 1, line_hash
        return self._seq

    def _put(self, line: bytes) -> None:
        self._file.write(line + b"\n")
        self._file.flush()
        self._sync(self._file.fileno())

    def _put_head(self, seq: int, line_hash: str, line: bytes) -> None:
        body = {"instance": self._instance, "seq": seq, "hash": line_hash}
        signed = sign(self._key, HEAD_TYPE, body, with_kid=True).encode()
        target = head_path(self._path)
        fresh = target.with_name(f"{target.name}.new")
        with _opened(fresh, os.O_TRUNC, "wb") as file:
            file.write(signed + b"\n" + line)
            file.flush()
            self._sync(file.fileno())
        fresh.replace(target)
        self._sync_folder()

    def _sync_folder(self) -> None:
        """Makes the new head's name last: a rename lives in the folder."""
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            self._sync(folder)
        finally:
            os.close(folder)


def head_path(path: Path) -> Path:
    """Where the signed head of a log lies."""
    return path.with_name(f"{path.name}.head")


def verify_log(path: Path, keys: KeySet) -> VerifiedLog:
    """Verifies a log offline.

    Args:
        path: The log, with its head beside it.
        keys: Public keys of the instances.

    Raises:
        AuditBroken: At the first line that does not fit: it was changed,
            removed, moved, or the log was cut off.
        AuditError: AUDIT_UNAVAILABLE: the log can't be read.
    """
    head = _read_head(path, keys)
    first: Mapping[str, Any] = {}
    previous, lines = "", 0
    for members in read_log(path):
        if members["seq"] != lines or members["prev"] != previous:
            raise AuditBroken(lines + 1, "a line before it is missing or was moved")
        if lines > head.seq:
            raise AuditBroken(lines + 1, "it stands behind the signed end")
        first = first or members
        previous, lines = members["hash"], lines + 1
    if lines <= head.seq:
        raise AuditBroken(lines + 1, "cut off before the signed end")
    if previous != head.hash:
        raise AuditBroken(lines, "not the last line that was signed")
    if (first.get("instance"), first.get("keyId")) != (head.instance, head.kid):
        raise AuditBroken(1, "the header names another instance or key")
    return VerifiedLog(head.instance, first["at"], lines, previous)


def read_log(path: Path) -> Iterator[Mapping[str, Any]]:
    """The lines of a log, each with its own hash checked but not the chain.

    Raises:
        AuditBroken: A line is not one of ours, or was changed.
        AuditError: AUDIT_UNAVAILABLE: the log can't be read.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    raise AuditBroken(number, "cut off")
                yield _members(line[:-1], number)
    except OSError as error:
        raise AuditError("AUDIT_UNAVAILABLE", diagnostics=str(error.strerror)) from None


def _members(line: bytes, number: int) -> dict[str, Any]:
    """A line's members, if it is spelled and hashed as we do."""
    try:
        members = read_json_object(line)
        spelled = canonical_json(members)
        claimed = members.pop("hash", None)
        found = digest(canonical_json(members))
    except ValueError as error:
        raise AuditBroken(number, str(error)) from None
    if spelled != line or claimed != found:
        raise AuditBroken(number, "the line was changed")
    version = members.get("v")
    if type(version) is not int or version != AUDIT_VERSION:
        raise AuditBroken(number, "another version")
    if not {"seq", "at", "prev"} <= members.keys():
        raise AuditBroken(number, "not an audit line")
    return {**members, "hash": found}


def _read_head(path: Path, keys: KeySet) -> _Head:
    try:
        signed, _, line = head_path(path).read_bytes().partition(b"\n")
        verified = verify_by_set(signed.decode("ascii"), HEAD_TYPE, keys)
        head = _Head(
            instance=verified.claims.text("instance"),
            kid=verified.kid,
            seq=verified.claims.count("seq"),
            hash=verified.claims.text("hash"),
            line=line,
        )
    except (OSError, UnicodeDecodeError, BadMessage) as error:
        raise AuditBroken(0, f"no valid signed head: {error}") from None
    if _members(line, 0)["hash"] != head.hash:
        raise AuditBroken(0, "the head's line is not the one that it signs")
    return head


@dataclass(frozen=True, slots=True)
class _Written:
    """The end of a log's file."""

    whole: bytes | None
    """The last whole line, None if there is none."""
    rest: bytes
    """What stands behind it: the beginning of a line that was cut."""
    size: int


def _last_lines(file: BinaryIO) -> _Written:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 2 * MAX_LINE_BYTES))
    *whole, rest = file.read().split(b"\n")
    return _Written(whole[-1] if whole else None, rest, size)


def _held(path: Path) -> BinaryIO:
    """The log, opened for appending and locked against other processes."""
    try:
        file = _opened(path, os.O_APPEND, "ab+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            raise
    except OSError as error:
        raise AuditError("AUDIT_UNAVAILABLE", diagnostics=str(error.strerror)) from None
    return file


def _opened(path: Path, flags: int, mode: str) -> BinaryIO:
    """A file of its owner alone, made if it is missing."""
    wanted = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | flags
    return cast("BinaryIO", os.fdopen(os.open(path, wanted, _OWNER_ONLY), mode))
