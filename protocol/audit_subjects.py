"""Who was asked about: an erasable index beside a node's log.

For every record of a person that went into an answer, the index keeps a *tag*: a
keyed hash of type and handle (`protocol.refs.subject_tag`), so that the agency can
tell a data subject who asked, when and why, and nobody without the key can. The
log itself commits to each entry and says nothing of it:

    leaf = SHA-256(nonce of 16 bytes ‖ tag)
    subjects, a member of the log's line = SHA-256(leaf ‖ leaf ‖ …)

Erasing a person removes nonce and tag and keeps the leaf, which without them tells
nothing; so the log still verifies, and an entry that was changed, moved or removed
still shows. Entries are on disk before the line that commits to them.
"""

import hashlib
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocol.audit_files import own_file
from protocol.canonical import b64url
from protocol.errors import AuditError

NONCE_BYTES: Final = 16

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS entries (
    seq INTEGER NOT NULL,
    position INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    nonce BLOB,
    tag TEXT,
    PRIMARY KEY (seq, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entries_tag ON entries (tag);
"""
_WAIT_SECONDS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry."""

    leaf: bytes
    nonce: bytes | None
    """None once it was erased."""
    tag: str | None

    @property
    def fits(self) -> bool:
        """Whether the leaf is that of the tag, or the tag was erased."""
        if self.nonce is None or self.tag is None:
            return self.nonce is None and self.tag is None
        return self.leaf == _leaf(self.nonce, self.tag)


def subjects_path(path: Path) -> Path:
    """Where the index of a log lies."""
    return path.with_name(f"{path.name}.subjects.sqlite")


def leaves_of(
    tags: Iterable[str], entropy: Callable[[int], bytes] = secrets.token_bytes
) -> tuple[Leaf, ...]:
    """New entries for tags, each once and in an order that tells nothing."""
    made = []
    for tag in sorted(set(tags)):
        nonce = entropy(NONCE_BYTES)
        made.append(Leaf(_leaf(nonce, tag), nonce, tag))
    return tuple(made)


def commitment(leaves: Iterable[Leaf]) -> str:
    """What a line says of its entries."""
    return b64url(hashlib.sha256(b"".join(one.leaf for one in leaves)).digest())


class SubjectIndex:
    """The index of one log; made when the first entry is kept.

    Args:
        path: The database (`subjects_path`).

    Raises:
        AuditError: By every method, AUDIT_UNAVAILABLE: it can't be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._store: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def keep(self, entries: Sequence[tuple[int, tuple[Leaf, ...]]]) -> None:
        """Keeps the entries of lines; they are on disk when this returns.

        Args:
            entries: Per line its number and its entries.
        """
        rows = [
            (seq, position, one.leaf, one.nonce, one.tag)
            for seq, leaves in entries
            for position, one in enumerate(leaves)
        ]
        if rows:
            with self._cursor() as cursor:
                cursor.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?)", rows)

    def forget_after(self, seq: int) -> None:
        """Removes the entries of lines that were never written."""
        if self._path.exists():
            with self._cursor() as cursor:
                cursor.execute("DELETE FROM entries WHERE seq > ?", (seq,))

    def forget_before(self, seq: int) -> None:
        """Removes the entries of lines that were aged out."""
        if self._path.exists():
            with self._cursor() as cursor:
                cursor.execute("DELETE FROM entries WHERE seq < ?", (seq,))

    def lines_about(self, tag: str) -> list[int]:
        """Numbers of the lines that a tag stands in, in order."""
        if not self._path.exists():
            return []
        with self._cursor() as cursor:
            cursor.execute("SELECT seq FROM entries WHERE tag = ? ORDER BY seq", (tag,))
            return [int(seq) for (seq,) in cursor]

    def erase(self, tag: str) -> int:
        """Erases a tag everywhere; returns in how many lines it stood."""
        if not self._path.exists():
            return 0
        with self._cursor() as cursor:
            cursor.execute(
                "UPDATE entries SET nonce = NULL, tag = NULL WHERE tag = ?", (tag,)
            )
            erased = cursor.rowcount
        self._overwrite()
        return erased

    def leaves(self) -> Iterator[tuple[int, tuple[Leaf, ...]]]:
        """The entries of each line that has any, in order."""
        with self._cursor() as cursor:
            cursor.execute("SELECT * FROM entries ORDER BY seq, position")
            line: list[Leaf] = []
            current: int | None = None
            for seq, _, leaf, nonce, tag in cursor:
                if current is not None and seq != current:
                    yield current, tuple(line)
                    line = []
                current = int(seq)
                line.append(Leaf(leaf, nonce, tag))
            if current is not None:
                yield current, tuple(line)

    def close(self) -> None:
        """Closes the database."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _overwrite(self) -> None:
        """Moves what was written into the file, where removed bytes are zeroed."""
        with self._lock, _coded():
            self._opened().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    @contextmanager
    def _cursor(self) -> Iterator[sqlite3.Cursor]:
        with self._lock, _coded():
            store = self._opened()
            with store, closing(store.cursor()) as cursor:
                yield cursor

    def _opened(self) -> sqlite3.Connection:
        if self._store is None:
            own_file(self._path)
            store = sqlite3.connect(
                self._path, timeout=_WAIT_SECONDS, check_same_thread=False
            )
            store.execute("PRAGMA secure_delete = ON")
            store.execute("PRAGMA journal_mode = WAL")
            store.execute("PRAGMA synchronous = FULL")
            store.executescript(_SCHEMA)
            self._store = store
        return self._store


@contextmanager
def _coded() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise AuditError("AUDIT_UNAVAILABLE", diagnostics=str(error)) from None


def _leaf(nonce: bytes, tag: str) -> bytes:
    return hashlib.sha256(nonce + tag.encode()).digest()
