"""`POST /attest`: AHU vouches that an officer asks about a case of the office.

    {"caseNumber": …, "jti": …, "purpose": …} -> {"attestation": …}

The case must lie in the officer's region. The attestation holds the stage that
the case is in now, and the applicant's ticket under the given request id.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field
from sqlalchemy import select
from starlette.routing import BaseRoute

from protocol.attestations import Attestation, sign_attestation
from protocol.errors import TautanError
from protocol.tickets import seal_ticket
from subgraphs.ahu.tables import cases
from subgraphs.sdk.endpoints import Endpoint, Errand, ErrandBody
from subgraphs.sdk.node import Assembled
from subgraphs.sdk.row_rules import within_region

APPLICANT = "Applicant"


class AttestBody(ErrandBody):
    """Which case."""

    case_number: str = Field(alias="caseNumber")


def attest_endpoint(assembled: Assembled) -> BaseRoute:
    """The endpoint at AHU's node."""

    async def attest(errand: Errand, body: AttestBody) -> Mapping[str, Any]:
        stage, applicant = await _case(assembled, errand, body.case_number)
        keys = assembled.node.surroundings.keys
        ticket = seal_ticket(
            keys.tickets[APPLICANT],
            applicant,
            request_id=body.jti,
            asker=errand.token.asker,
            typename=APPLICANT,
            epoch=keys.epoch,
        )
        attestation = Attestation(
            organisation=errand.token.organisation,
            subject=errand.token.subject,
            purpose=body.purpose,
            case=body.case_number,
            stage=stage,
            typename=APPLICANT,
            ticket=ticket,
            request_id=body.jti,
        )
        signed = sign_attestation(assembled.key, attestation, now=errand.now)
        return {"attestation": signed}

    return Endpoint("/attest", "ATTESTED", AttestBody, attest).route(assembled)


async def _case(assembled: Assembled, errand: Errand, number: str) -> tuple[str, str]:
    """Stage and applicant of a case in the officer's region.

    Raises:
        TautanError: CASE_NOT_FOUND or OUT_OF_SCOPE.
    """
    database = assembled.node.surroundings.database
    query = select(cases.c.stage, cases.c.applicant_handle).where(
        cases.c.case_number == number
    )
    if not await database.rows(query):
        raise TautanError("CASE_NOT_FOUND", agency="ahu")
    scope = within_region(cases.c.kanwil_code)(errand.asker)
    scoped = query if scope is None else query.where(scope)
    for row in await database.rows(scoped):
        return row["stage"], row["applicant_handle"]
    raise TautanError("OUT_OF_SCOPE", agency="ahu")
