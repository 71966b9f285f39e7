"""A stolen token alone gets no attestation: the node asks for the officer's key."""

import asyncio
import json

import pytest

from client.errands import Errands
from client.errors import NotSignedIn
from client.identity import Identity, Places
from protocol.errands import ErrandMessage, sign_errand
from protocol.errors import TautanError
from protocol.keys import SigningKey
from protocol.statements import new_jti
from subgraphs.population.rows import Case

PURPOSE = "NATURALISATION_CHECK"


@pytest.fixture
def rows(agency_rows):
    return agency_rows["ahu"]


@pytest.fixture
async def node(federation, rows):
    async with federation.node("ahu", rows) as running:
        yield running


@pytest.fixture
def examiner(officer):
    return officer("kemenkum.ahu", ("ahu.examiner",), (PURPOSE,))


@pytest.fixture
def case(rows) -> str:
    return next(row.case_number for row in rows if isinstance(row, Case))


def body_for(case: str) -> bytes:
    wanted = {"caseNumber": case, "jti": new_jti(), "purpose": PURPOSE}
    return json.dumps(wanted).encode()


async def refused(federation, node, sent: bytes, token: str, signed: str) -> str:
    status, answer = await federation.errand_of(node, "/attest", sent, token, signed)
    assert status == 403
    assert "attestation" not in answer
    return answer["errors"][0]["extensions"]["code"]


async def test_a_token_alone_is_not_enough(federation, node, examiner, case) -> None:
    token, sent = federation.token(examiner), body_for(case)
    assert await refused(federation, node, sent, token, "") == "STATEMENT_MISSING"
    message = ErrandMessage("kemenkum.ahu", "POST", "/attest", sent, token)
    how = {"now": federation.clock.now, "jti": new_jti()}
    thief = sign_errand(SigningKey.generate(), message, **how)
    assert await refused(federation, node, sent, token, thief) == "STATEMENT_WRONG_KEY"


async def test_an_errand_is_good_once_and_for_itself(
    federation, node, examiner, case
) -> None:
    token, sent = federation.token(examiner), body_for(case)
    message = ErrandMessage("kemenkum.ahu", "POST", "/attest", sent, token)
    how = {"now": federation.clock.now, "jti": new_jti()}
    signed = sign_errand(examiner.signing, message, **how)
    other = body_for(case)
    code = await refused(federation, node, other, token, signed)
    assert code == "STATEMENT_WRONG_OPERATION"
    status, answer = await federation.errand_of(node, "/attest", sent, token, signed)
    assert (status, "attestation" in answer) == (200, True)
    assert await refused(federation, node, sent, token, signed) == "STATEMENT_REPLAYED"


def errands(federation, examiner, **nodes: str) -> Errands:
    places = Places(
        version=1,
        gateway="http://gateway",
        issuer="http://issuer",
        audience="tautan:demo",
        questions="questions",
        nodes=nodes,
    )
    identity = Identity("examiner", federation.token(examiner), examiner.signing)
    return Errands(places, identity, federation.clock)


async def test_the_client_proves_its_key(federation, node, examiner, case) -> None:
    client = errands(federation, examiner, **{"kemenkum.ahu": node.url})
    compact = await in_thread(client.attestation, case, new_jti(), PURPOSE)
    assert compact.count(".") == 2
    with pytest.raises(TautanError) as none:
        await in_thread(client.attestation, "NO-SUCH-CASE", new_jti(), PURPOSE)
    assert none.value.code == "CASE_NOT_FOUND"


async def in_thread(call, *arguments):
    return await asyncio.to_thread(call, *arguments)


def test_without_a_node_of_its_own_there_is_nobody_to_ask(federation, examiner) -> None:
    with pytest.raises(NotSignedIn):
        errands(federation, examiner).lookup_token({"name": "X"}, new_jti(), PURPOSE)
