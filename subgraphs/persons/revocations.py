"""`/revocations`: officers' emergency stops, taken in and told to all.

`PUT` takes one officer's signed statement; it is on disk before the answer leaves, and
counts at the unit from then on. `GET` gives all of them in a list that is sealed anew
each time, so that agencies can tell an old list from a fresh one. Neither holds anything
about a person, and neither needs to know who asks.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from linkage.errors import LinkageError
from linkage.release.files import ReleaseFiles, append, lines
from linkage.release.guard import ReleaseGuard
from linkage.release.officers import Officers
from linkage.release.revocation import LIMIT, Revocation, Revoked
from linkage.release.revocation_list import seal
from protocol.audit_events import AuditEvent
from protocol.dates import Clock
from protocol.errors import AuditError, TautanError
from protocol.jws import MAX_COMPACT_CHARACTERS
from protocol.messages import language_of
from subgraphs.persons.settings import UnitSettings
from subgraphs.sdk.events import OK
from subgraphs.sdk.faults import coded
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.web import body_of, status_of

KIND: Final = "REVOCATION"
JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class RevocationRegister:
    """What officers have revoked, as the unit keeps it."""

    path: Path
    officers: Officers
    _verified: dict[tuple[str, ...], Revoked] = field(
        default_factory=dict, repr=False, compare=False
    )
    """The last statements, which hold for as long as they are the same."""

    def statements(self) -> tuple[str, ...]:
        """All revocations, each a compact JWS.

        Raises:
            ReleaseRefused: The file can't be read.
        """
        return lines(self.path, limit=LIMIT)

    async def revoked(self) -> Revoked:
        """All revocations, verified.

        Raises:
            ReleaseRefused: One does not hold.
        """
        statements = self.statements()
        held = self._verified.get(statements)
        if held is None:
            held = Revoked.read(statements, self.officers)
            self._verified.clear()
            self._verified[statements] = held
        return held

    def take(self, statement: str) -> None:
        """Add a revocation; returns once it is on disk.

        Raises:
            ReleaseRefused: It is no officer's.
            OSError: It can't be written.
        """
        Revocation.read(statement, self.officers)
        append(self.path, statement)


def register_of(settings: UnitSettings, home: Path) -> RevocationRegister:
    """The unit's register.

    Raises:
        OfficersInvalid: The officers' keys can't be used.
    """
    officers = Officers.load(home / settings.release.officers)
    return RevocationRegister(home / settings.release.revocations, officers)


def guard_of(settings: UnitSettings, home: Path, clock: Clock) -> ReleaseGuard:
    """What stands at the unit's door.

    Raises:
        OfficersInvalid: The officers' keys can't be used.
    """
    register = register_of(settings, home)
    files = ReleaseFiles(home / settings.profile)
    return ReleaseGuard(files, register.officers, register.revoked, clock)


def revocations_endpoint(
    register: RevocationRegister,
) -> Callable[[Assembled], BaseRoute]:
    """The endpoint, for a unit that is given later."""

    def at(assembled: Assembled) -> BaseRoute:
        async def answer(http: HttpRequest) -> Response:
            try:
                if http.method == "PUT":
                    return await _take(register, assembled, http)
                said = seal(
                    assembled.key, register.statements(), assembled.node.clock()
                )
                return Response(said, media_type=JSON)
            except Exception as error:  # noqa: BLE001 -- every fault is answered, coded
                return await _refused(assembled, http, _coded(error))

        return Route("/revocations", answer, methods=["GET", "PUT"])

    return at


async def _take(
    register: RevocationRegister, assembled: Assembled, http: HttpRequest
) -> Response:
    body = await body_of(http, MAX_COMPACT_CHARACTERS)
    statement = body.decode("ascii", "replace").strip()
    await asyncio.to_thread(register.take, statement)
    with suppress(AuditError):
        # It counts already, and stopping is what an officer wants: said all the same.
        await assembled.node.record(AuditEvent(KIND, OK))
    return Response(orjson.dumps({"status": "taken"}), media_type=JSON)


def _coded(error: Exception) -> TautanError:
    if isinstance(error, LinkageError):
        return TautanError(
            "RELEASE_REFUSED", clause=LIMIT, diagnostics=error.diagnostics
        )
    return coded(error, None)


async def _refused(
    assembled: Assembled, http: HttpRequest, error: TautanError
) -> Response:
    with suppress(AuditError):
        await assembled.node.record(AuditEvent(KIND, error.code))
    language = language_of(http.headers.get("accept-language"))
    said = {"errors": [error.refusal(None, language)]}
    return Response(orjson.dumps(said), status_of(error.code), media_type=JSON)
