from dataclasses import replace

import pytest

from protocol.asks import Way
from protocol.attestations import (
    Attestation,
    AttestationCheck,
    sign_attestation,
    verify_attestation,
)
from protocol.errors import AttestationError


@pytest.fixture
def attestation(world) -> Attestation:
    return Attestation(
        organisation="kemenkum.ahu",
        subject="officer-7",
        purpose="NATURALISATION_CHECK",
        case="AHU-2026-0001",
        stage="AHU_SUBSTANTIVE",
        typename="Applicant",
        ticket="1.AAAA",
        request_id=world.jti,
    )


def _verify(world, compact, *, agency="ahu", now=None):
    token, statement = world.verified(way=Way.CASE, attestation=compact)
    check = AttestationCheck(token, statement, agency)
    return verify_attestation(world.peers, check, now=now or world.now)


def _code(world, compact, **how) -> str:
    with pytest.raises(AttestationError) as refused:
        _verify(world, compact, **how)
    return refused.value.code


def test_the_askers_own_node_vouches_for_a_case(world, attestation) -> None:
    compact = sign_attestation(world.ahu, attestation, now=world.now)
    assert _verify(world, compact) == attestation


def test_no_attestation(world) -> None:
    assert _code(world, None) == "ATTESTATION_MISSING"


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": "kemlu"},
        {"subject": "officer-8"},
        {"purpose": "PROFILING"},
        {"request_id": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_an_attestation_of_another_request_is_refused(
    world, attestation, change
) -> None:
    other = replace(attestation, **change)
    compact = sign_attestation(world.ahu, other, now=world.now)
    assert _code(world, compact) == "ATTESTATION_INVALID"


def test_another_agency_cannot_vouch(world, attestation, resign) -> None:
    compact = sign_attestation(world.imigrasi, attestation, now=world.now)
    assert _code(world, compact) == "ATTESTATION_INVALID"
    posing = resign(compact, world.imigrasi, {"iss": "ahu"})
    assert _code(world, posing) == "ATTESTATION_INVALID"


def test_who_has_no_agency_has_no_attestation(world, attestation) -> None:
    compact = sign_attestation(world.ahu, attestation, now=world.now)
    assert _code(world, compact, agency=None) == "ATTESTATION_INVALID"


def test_the_client_cannot_vouch_for_itself(world, attestation) -> None:
    own = replace(world.client, kid="ahu")
    compact = sign_attestation(own, attestation, now=world.now)
    assert _code(world, compact) == "ATTESTATION_INVALID"


def test_an_attestation_lives_five_minutes(world, attestation) -> None:
    earlier = world.later(-250)
    compact = sign_attestation(world.ahu, attestation, now=earlier)
    assert _verify(world, compact, now=world.later(54)).case == "AHU-2026-0001"
    assert _code(world, compact, now=world.later(55)) == "ATTESTATION_INVALID"
    future = sign_attestation(world.ahu, attestation, now=world.later(6))
    assert _code(world, future) == "ATTESTATION_INVALID"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 2_000_000_000},
        {"subject": "Applicant"},
        {"subject": {"type": "Applicant"}},
        {"case": ""},
        {"stage": 7},
        {"exp": "soon"},
    ],
    ids=str,
)
def test_a_claim_of_another_shape_is_refused(
    world, attestation, resign, claims
) -> None:
    signed = sign_attestation(world.ahu, attestation, now=world.now)
    compact = resign(signed, world.ahu, claims)
    assert _code(world, compact) == "ATTESTATION_INVALID"
