"""The agreements that a process decides by: verified, confirmed, and replaced.

`take` loads what is published now, or raises and changes nothing. `confirm` only
looks whether that is still what is published. Between two confirmations a process
goes on with what it has verified, for at most `max_stale`; then `require_fresh`
raises and nothing is decided. So a registry that is down, was changed by somebody,
or holds an older edition costs nothing for an hour, and everything after.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from protocol.agreements.book import AgreementBook
from protocol.dates import Clock, epoch_seconds
from protocol.errors import RecordError, RegistryError, TautanError
from protocol.keys import KeySet
from protocol.publication.manifest import Manifest, read_manifest, tree_digest
from protocol.publication.seen import accept
from protocol.publication.settings import RegistrySetting

_MOVED = "the files changed while they were read"


@dataclass(frozen=True, slots=True)
class Source:
    """Where agreements are published, and whom to believe."""

    agreements: Path
    """Folder of agreements; vocabularies and law stand beside it."""
    officers: KeySet
    publishers: KeySet | None
    seen: Path | None

    @property
    def root(self) -> Path:
        """The schema directory."""
        return self.agreements.parent


@dataclass(frozen=True, slots=True)
class Edition:
    """What a process decides by."""

    book: AgreementBook
    tree: str
    number: int | None
    """None where no manifest is asked for."""
    confirmed_at: datetime


@dataclass(slots=True)
class Shelf:
    """Holds the present edition of one process.

    Args:
        source: where it is published.
        max_stale: how long it may go unconfirmed.
        look_every: between two looks.
        clock: tells the time.
    """

    source: Source
    max_stale: timedelta
    look_every: timedelta
    clock: Clock
    why: str | None = None
    """Why what is published now was not taken or confirmed; None where it was."""
    _edition: Edition | None = None
    _looked_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def opened(
        cls, agreements: Path, setting: RegistrySetting, home: Path, clock: Clock
    ) -> Self:
        """A shelf with the edition that is published now.

        Args:
            agreements: folder of agreements.
            setting: block `registry`.
            home: the directory that its paths are relative to.
            clock: tells the time.

        Raises:
            TautanError: a key list, an agreement or the edition can't be used.
            OSError: a file can't be read.
        """
        trusted = setting.publishers
        source = Source(
            agreements=agreements,
            officers=KeySet.load(home / setting.officers),
            publishers=KeySet.load(home / trusted) if trusted else None,
            seen=setting.seen and home / setting.seen,
        )
        shelf = cls(
            source,
            timedelta(seconds=setting.max_stale_seconds),
            timedelta(seconds=setting.look_seconds),
            clock,
        )
        shelf.take()
        return shelf

    @property
    def edition(self) -> Edition:
        """The edition that was taken last.

        Raises:
            RegistryError: none was.
        """
        if self._edition is None:
            raise RegistryError("no edition was taken")
        return self._edition

    def take(self) -> Edition:
        """Take what is published now: load, verify and keep it, if it is new.

        Raises:
            RegistryError: the edition is not signed, is older, or does not fit.
            RecordError: an agreement is wrong.
            OSError: a file can't be read.
        """
        with self._lock:
            self._look(self._renew)
        return self.edition

    def confirm(self) -> None:
        """Look whether what was taken is what is published; keep why it is not."""
        with self._lock, suppress(TautanError, OSError):
            self._look(self._confirm)

    def is_due(self) -> bool:
        """Whether it is time to look again."""
        last = self._looked_at
        return last is None or self.clock() - last >= self.look_every

    def refresh(self) -> Edition:
        """Confirm what was taken, or take what is new, if it is time to look.

        What can't be taken leaves the present edition as it is.
        """
        if self.is_due() and self._lock.acquire(blocking=False):
            try:
                with suppress(TautanError, OSError):
                    self._look(self._renew)
            finally:
                self._lock.release()
        return self.edition

    def require_fresh(self) -> Edition:
        """The present edition, if it was confirmed lately.

        Raises:
            RegistryError: REGISTRY_STALE.
        """
        edition = self.edition
        if self.clock() - edition.confirmed_at > self.max_stale:
            raise RegistryError(self.why or "not confirmed", code="REGISTRY_STALE")
        return edition

    def _look(self, how: Callable[[str], None]) -> None:
        """Look at the files in some way, and keep why it did not succeed."""
        self._looked_at = self.clock()
        try:
            how(tree_digest(self.source.root))
        except (TautanError, OSError) as error:
            self.why = _said(error)
            raise
        self.why = None

    def _take(self, tree: str) -> None:
        source, manifest = self.source, self._manifest(tree)
        book = AgreementBook.load_signed(source.agreements, source.officers)
        if tree_digest(source.root) != tree:
            raise RegistryError(_MOVED)
        self._keep(book, tree, manifest)

    def _confirm(self, tree: str) -> None:
        manifest = self._manifest(tree)
        if tree != self.edition.tree:
            raise RegistryError("what is published now was not taken")
        self._keep(self.edition.book, tree, manifest)

    def _renew(self, tree: str) -> None:
        if self._edition is None or tree != self._edition.tree:
            self._take(tree)
        else:
            self._confirm(tree)

    def _keep(self, book: AgreementBook, tree: str, manifest: Manifest | None) -> None:
        if manifest is not None:
            accept(manifest, self.source.seen)
        number = manifest.edition if manifest else None
        self._edition = Edition(book, tree, number, self.clock())

    def _manifest(self, tree: str) -> Manifest | None:
        """The manifest, where one is asked for; it must fit the files and the day."""
        if self.source.publishers is None:
            return None
        manifest = read_manifest(self.source.root, self.source.publishers)
        if manifest.tree != tree:
            raise RegistryError("the manifest is of other files than these")
        now = epoch_seconds(self.clock())
        if manifest.expires_at is not None and now >= manifest.expires_at:
            raise RegistryError(
                f"edition {manifest.edition} is over: publish a new one"
            )
        return manifest


def _said(error: TautanError | OSError) -> str:
    if isinstance(error, RecordError | RegistryError):
        return error.diagnostics
    return type(error).__name__ if isinstance(error, OSError) else str(error)
