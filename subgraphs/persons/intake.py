"""`PUT /encodings/<agency>`: an agency's encoder delivers its encodings file.

    check → record → put in place → say

The file is read and checked whole before it takes the place of the one before:
damaged, of another agency, profile, epoch or secret, or with a record that was
erased, it is refused and the one before stays in force. The same file twice is one.
Nothing is put in place before its audit line is on disk.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linkage.cluster.clusters import RecordKey
from linkage.exchange.encoding import EncodingsFile
from linkage.exchange.quarantine import read_foreign
from linkage.exchange.reader import require
from linkage.exchange.writer import to_disk
from linkage.profile import Profile
from linkage.release.guard import ReleaseGuard
from protocol.audit_events import AuditEvent
from protocol.errors import TautanError
from protocol.refs import RefKey
from subgraphs.persons.encoder_calls import AGENCIES, Call
from subgraphs.persons.ledger import Ledger
from subgraphs.persons.marks import dead_among
from subgraphs.persons.uploads import Uploads
from subgraphs.sdk.events import OK
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.released import allow

KIND = "ENCODINGS"
"""How the audit log calls it."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes encodings files of the epochs in force."""

    uploads: Uploads
    profile: Profile
    epochs: frozenset[str]
    guard: ReleaseGuard
    refs: RefKey
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One file at a time: the canary of each is compared with those before it."""

    async def take(self, call: Call, assembled: Assembled) -> Mapping[str, Any]:
        """Puts a file in place.

        Raises:
            LinkageError, TautanError: As `checked`.
        """
        async with self.turn:
            with self.arrived(call.body) as path:
                file = await self.checked(call.agency, path, assembled)
                event = AuditEvent(KIND, OK, agencies=(call.agency,))
                await assembled.node.record(event)
                path.replace(self.uploads.path(call.agency))
        return {"status": "taken", "epoch": file.header.epoch}

    @contextmanager
    def arrived(self, content: bytes) -> Iterator[Path]:
        """The file on disk, beside the others, until it is put in place or not."""
        self.uploads.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.uploads.folder / f".arrived-{secrets.token_hex(8)}"
        try:
            path.write_bytes(content)
            to_disk(path)
            yield path
        finally:
            path.unlink(missing_ok=True)

    async def checked(
        self, agency: str, path: Path, assembled: Assembled
    ) -> EncodingsFile:
        """A file that may be put in place, read whole.

        Raises:
            LinkageError: Damaged, or of another profile, epoch or secret.
            TautanError: ENCODINGS_CORRUPT: of another agency than it came from.
                RELEASE_REFUSED: its profile is not in force.
                HANDLE_ERASED: it holds a record that was erased.
        """
        file = await asyncio.to_thread(self._read, agency, path)
        await allow(self.guard, agency, self.profile, file.header.epoch)
        keys = [RecordKey(agency, handle) for handle in file.handles]
        async with assembled.node.surroundings.database.engine.connect() as connection:
            marks = await connection.run_sync(lambda sync: Ledger(sync).marks(agency))
        dead = await asyncio.to_thread(dead_among, keys, {agency: marks}, self.refs)
        if dead:
            raise TautanError(
                "HANDLE_ERASED", agency=agency, diagnostics=f"{len(dead)} records"
            )
        return file

    def _read(self, agency: str, path: Path) -> EncodingsFile:
        file = read_foreign(path)
        canary = self._canary(agency, file.header.epoch)
        require(file.header, self.profile, epochs=self.epochs, canary=canary)
        if file.header.agency != agency:
            raise TautanError("ENCODINGS_CORRUPT", agency=agency)
        return file

    def _canary(self, agency: str, epoch: str) -> str | None:
        """What the canary records gave at the other agencies in this epoch."""
        for other in sorted(AGENCIES - {agency}):
            file = self.uploads.of(other)
            if file is not None and file.header.epoch == epoch:
                return file.header.canary
        return None
