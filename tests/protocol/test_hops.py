from dataclasses import replace

import pytest

from protocol.errors import HopError, TautanError
from protocol.hops import (
    AnswerMessage,
    HopMessage,
    process_of,
    sign_answer,
    sign_hop,
    verify_answer,
    verify_hop,
)
from protocol.keys import SigningKey

HOP_ID = "_________hop_id_______"


@pytest.fixture
def message(world):
    return HopMessage(
        audience="ahu",
        method="POST",
        path="/graphql?x=1",
        body=b'{"query":"{ a }"}',
        token="t.o.k",  # noqa: S106 -- stands for a compact token
        statement="s.t.m",
        request_id=world.jti,
    )


@pytest.fixture
def hop(world, message):
    return sign_hop(world.gateway, message, now=world.now, jti=HOP_ID)


@pytest.fixture
def answer(world, message, hop):
    verified = verify_hop(hop, world.peers, message, now=world.now)
    return AnswerMessage("ahu", "gateway", verified.digest, 200, b'{"data":null}')


def _code(world, compact, message, now=None) -> str:
    with pytest.raises(HopError) as refused:
        verify_hop(compact, world.peers, message, now=now or world.now)
    return refused.value.code


def test_a_hop_names_its_sender(world, message, hop) -> None:
    verified = verify_hop(hop, world.peers, message, now=world.now)
    assert (verified.issuer, verified.jti) == ("gateway", HOP_ID)
    assert verified.expires_at - verified.issued_at == 65


def test_a_second_key_of_a_process_speaks_for_it(world, message) -> None:
    compact = sign_hop(world.imigrasi, message, now=world.now, jti=HOP_ID)
    assert verify_hop(compact, world.peers, message, now=world.now).issuer == "imigrasi"
    assert process_of("encoder:ahu#new") == "encoder:ahu"


def test_an_unsigned_hop_is_refused(world, message) -> None:
    for compact in ("", "a.b.c", "none"):
        assert _code(world, compact, message) == "HOP_UNSIGNED"


def test_a_hop_of_an_unknown_process_is_refused(world, message) -> None:
    compact = sign_hop(
        SigningKey.generate("stranger"), message, now=world.now, jti=HOP_ID
    )
    assert _code(world, compact, message) == "HOP_UNSIGNED"


def test_a_process_cannot_speak_for_another(world, message, hop, resign) -> None:
    compact = resign(hop, world.ahu, header={"kid": "ahu"})
    assert _code(world, compact, message) == "HOP_UNSIGNED"


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "imigrasi"},
        {"method": "GET"},
        {"path": "/graphql"},
        {"path": "/graphql?x=2"},
        {"body": b'{"query":"{ b }"}'},
        {"body": b""},
        {"token": "t.o.x"},
        {"token": ""},
        {"statement": "s.t.x"},
        {"statement": ""},
        {"request_id": "another"},
        {"request_id": ""},
    ],
    ids=str,
)
def test_a_hop_binds_each_part_of_the_message(world, message, hop, change) -> None:
    assert _code(world, hop, replace(message, **change)) == "HOP_TAMPERED"


def test_a_forged_signature_is_tampering(world, message, hop) -> None:
    head, body, _ = hop.split(".")
    _, _, other = sign_hop(
        world.gateway, replace(message, path="/"), now=world.now, jti=HOP_ID
    ).split(".")
    assert _code(world, f"{head}.{body}.{other}", message) == "HOP_TAMPERED"


def test_a_hop_lives_one_minute(world, message, hop) -> None:
    for seconds in (-5, 65):
        verify_hop(hop, world.peers, message, now=world.later(seconds))
    for seconds in (-6, 66):
        assert _code(world, hop, message, world.later(seconds)) == "HOP_STALE"


def test_a_message_without_token_and_statement_says_so(world, message) -> None:
    bare = replace(message, token="", statement="", request_id="")
    compact = sign_hop(world.gateway, bare, now=world.now, jti=HOP_ID)
    assert verify_hop(compact, world.peers, bare, now=world.now).jti == HOP_ID
    assert _code(world, compact, message) == "HOP_TAMPERED"


def test_an_answer_is_verified(world, answer) -> None:
    compact = sign_answer(world.ahu, answer, now=world.now)
    verify_answer(compact, world.peers, answer, now=world.now)
    with pytest.raises(TautanError):
        verify_answer(compact, world.peers, replace(answer, body=b"{}"), now=world.now)


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "imigrasi"},
        {"hop_digest": "of another request"},
        {"status": 500},
        {"body": b'{"data":{}}'},
        {"body": b""},
        {"issuer": "imigrasi"},
    ],
    ids=str,
)
def test_an_answer_binds_each_part(world, answer, change) -> None:
    compact = sign_answer(world.ahu, answer, now=world.now)
    with pytest.raises(TautanError) as refused:
        verify_answer(compact, world.peers, replace(answer, **change), now=world.now)
    assert refused.value.code == "ANSWER_TAMPERED"


def test_an_answer_names_the_agency_that_was_asked(world, answer) -> None:
    for compact in ("", "a.b.c", sign_answer(world.gateway, answer, now=world.now)):
        with pytest.raises(TautanError) as refused:
            verify_answer(compact, world.peers, answer, now=world.now)
        assert refused.value.code == "ANSWER_TAMPERED"
        assert refused.value.agency == "ahu"


def test_an_old_answer_is_refused(world, answer) -> None:
    compact = sign_answer(world.ahu, answer, now=world.now)
    verify_answer(compact, world.peers, answer, now=world.later(65))
    with pytest.raises(TautanError):
        verify_answer(compact, world.peers, answer, now=world.later(66))


def test_a_hop_is_no_answer(world, message, hop, answer) -> None:
    with pytest.raises(TautanError):
        verify_answer(hop, world.peers, answer, now=world.now)
    compact = sign_answer(world.gateway, answer, now=world.now)
    assert _code(world, compact, message) == "HOP_UNSIGNED"
