"""`POST /erasures/<agency>`: records are erased; `PATCH /encodings/<agency>`: corrected.

Erasing, in this order, so that whatever stops it, a record that is half erased can't be
found and the next try finishes it:

1. The handle is marked as dead, its record and links are deleted, and the persons
   around it are who they are without it: one transaction. From here on tickets,
   lookups and links lead nowhere.
2. The encodings file is written anew without it.
3. A line of the log is on disk, and the certificate is signed.

Correcting: the file first, then the links; a run finishes what was stopped between.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from linkage.cluster.clusters import RecordKey
from linkage.exchange.encoding import Encoding
from linkage.exchange.reader import require
from protocol.audit_events import AuditEvent
from protocol.dates import epoch_seconds, legal_day
from protocol.erasures import (
    Certificate,
    Erased,
    read_erasure,
    record_digest,
    sign_certificate,
)
from protocol.errors import TautanError
from protocol.refs import RefKey
from subgraphs.persons.changing import Changed, Changer, Compared, Files, compare
from subgraphs.persons.encoder_calls import Call
from subgraphs.persons.intake import Intake
from subgraphs.persons.ledger import Cause, Ledger, Turned
from subgraphs.persons.linking import NewId
from subgraphs.persons.marks import Marks
from subgraphs.persons.running import in_turn
from subgraphs.sdk.events import OK
from subgraphs.sdk.node import Assembled

ERASED = "ERASED"
CORRECTED = "CORRECTED"
"""How the audit log calls it."""

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class ChangeDesk:
    """What the unit needs to erase and to correct."""

    intake: Intake
    """Its turn is taken: one change of a file at a time."""
    refs: RefKey
    new_id: NewId

    async def erase(self, call: Call, assembled: Assembled) -> Mapping[str, Any]:
        """Erases the records that a message names.

        Raises:
            TautanError: VALIDATION_FAILED: the message is not readable.
        """
        handles = read_erasure(call.body)
        now = assembled.node.clock()
        keys = [RecordKey(call.agency, handle) for handle in handles]
        async with self.intake.turn:
            done = await self._in_turn(
                assembled, lambda sync: self._erase(sync, keys, legal_day(now))
            )
            await asyncio.to_thread(
                self.intake.uploads.amend, call.agency, set(handles)
            )
            await assembled.node.record(AuditEvent(ERASED, OK, agencies=(call.agency,)))
        erased = Erased(done.erased, done.links_erased, done.persons_ended)
        certificate = Certificate(
            agency=call.agency,
            records=tuple(record_digest(*key) for key in keys),
            erased=erased,
            request=call.digest,
            at=epoch_seconds(now),
        )
        signed = sign_certificate(assembled.key, certificate)
        return {"status": "erased", "certificate": signed}

    async def correct(self, call: Call, assembled: Assembled) -> Mapping[str, Any]:
        """Puts a few records in the place of what they were, or adds them.

        Raises:
            LinkageError: The file is damaged, or of another profile, epoch or secret,
                or the one that the agency delivered before is.
            TautanError: ENCODINGS_MISSING: there is none before. HANDLE_ERASED: a
                record was erased.
        """
        today = legal_day(assembled.node.clock())
        async with self.intake.turn:
            with self.intake.arrived(call.body) as path:
                file = await self.intake.checked(call.agency, path, assembled)
            files = await asyncio.to_thread(self.intake.uploads.all)
            if call.agency not in files:
                raise TautanError("ENCODINGS_MISSING", agency=call.agency)
            epochs, canary = {file.header.epoch}, file.header.canary
            before = files[call.agency].header
            require(before, self.intake.profile, epochs=epochs, canary=canary)
            present = {
                RecordKey(call.agency, handle): file.encoding(row)
                for row, handle in enumerate(file.handles)
            }
            await asyncio.to_thread(
                self.intake.uploads.amend, call.agency, (), [*present.values()]
            )
            linked = await self._in_turn(
                assembled, lambda sync: self._correct(sync, files, present, today)
            )
            event = AuditEvent(CORRECTED, OK, agencies=(call.agency,))
            await assembled.node.record(event)
        return {"status": "corrected", "records": len(present), "linked": linked}

    async def _in_turn(
        self, assembled: Assembled, work: Callable[[Connection], _Made]
    ) -> _Made:
        engine = assembled.node.surroundings.database.engine
        done = await in_turn(engine, work)
        if engine.dialect.name == "sqlite":
            # what was deleted stands in the log of writes until that is cut
            async with engine.connect() as connection:
                await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return done

    def _erase(
        self, connection: Connection, keys: Iterable[RecordKey], today: date
    ) -> Changed:
        ledger = Ledger(connection)
        Marks(ledger, self.refs).set(keys, today)
        changer = self._changer(ledger)
        if changer is None:
            return Changed(0, 0, 0, 0)
        return changer.change(keys, Compared(), Turned(today, Cause.ERASURE))

    def _correct(
        self,
        connection: Connection,
        files: Files,
        present: Mapping[RecordKey, Encoding],
        today: date,
    ) -> bool:
        """Whether links follow at once; else the next run lets them."""
        changer = self._changer(Ledger(connection))
        headers = (each.header for each in files.values())
        if changer is None or not changer.basis.fits(headers):
            return False
        found = compare(present, files, changer)
        changer.change((), found, Turned(today, Cause.CORRECTION))
        return True

    def _changer(self, ledger: Ledger) -> Changer | None:
        """None before the first run: nothing is linked."""
        basis = ledger.basis()
        if basis is None:
            return None
        return Changer(ledger, self.intake.profile, basis, self.new_id)
