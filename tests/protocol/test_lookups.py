from dataclasses import replace

import pytest
from joserfc import jwe
from joserfc.jwk import OKPKey

from protocol.canonical import b64url, digest
from protocol.errors import LookupTokenError, TautanError
from protocol.keys import SealingKey
from protocol.lookups import Lookup, LookupCheck, mint_lookup, open_lookup

ALGORITHMS = ["ECDH-ES", "A256GCM"]


@pytest.fixture
def lookup(world) -> Lookup:
    return Lookup(
        organisation="kemenkum.ahu",
        subject="officer-7",
        purpose="NATURALISATION_CHECK",
        request_id=world.jti,
        profile="a" * 64,
        epoch="2026-1",
        encoding=bytes(range(128)),
        present=0b101,
        nik=(b"n" * 16,),
        passport=(b"p" * 16, b"q" * 16),
    )


@pytest.fixture
def check(world) -> LookupCheck:
    token, statement = world.verified()
    return LookupCheck(token, statement, "ahu", "a" * 64, frozenset({"2026-1"}))


def _open(world, compact, check, now=None):
    return open_lookup(compact, world.unit, world.peers, check, now=now or world.now)


def _refused(world, compact, check, now=None) -> str:
    with pytest.raises(TautanError) as refused:
        _open(world, compact, check, now)
    return refused.value.code


def _mint(world, lookup, key=None) -> str:
    return mint_lookup(key or world.ahu, world.unit.public_jwk, lookup, now=world.now)


def _sealed(world, plain: bytes) -> str:
    members = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "tautan-lookup+1"}
    key = OKPKey.import_key(world.unit.public_jwk)
    return jwe.encrypt_compact(members, plain, key, algorithms=ALGORITHMS)


def _signed(world, compact: str) -> str:
    private = b64url(world.unit.private.private_bytes_raw())
    key = OKPKey.import_key({**world.unit.public_jwk, "d": private})
    opened = jwe.decrypt_compact(compact, key, algorithms=ALGORITHMS)
    return opened.plaintext.rstrip(b" ").decode()


def test_the_unit_opens_what_the_askers_node_minted(world, lookup, check) -> None:
    compact = _mint(world, lookup)
    opened = _open(world, compact, check)
    assert opened.lookup == lookup
    assert opened.issuer == "ahu"
    assert opened.digest == digest(_signed(world, compact).encode())
    assert opened.expires_at == int(world.now.timestamp()) + 125


def test_the_gateway_can_read_nothing_in_it(world, lookup, check) -> None:
    compact = _mint(world, lookup)
    for secret in (lookup.encoding, lookup.nik[0], lookup.subject.encode()):
        assert b64url(secret) not in compact
    other = SealingKey.generate()
    with pytest.raises(LookupTokenError):
        open_lookup(compact, other, world.peers, check, now=world.now)


def test_the_length_does_not_say_which_identifiers_are_known(world, lookup) -> None:
    fewer = replace(lookup, passport=())
    assert len(_mint(world, lookup)) == len(_mint(world, fewer))


def test_a_lookup_by_nothing_is_not_minted(world, lookup) -> None:
    with pytest.raises(ValueError, match="needs"):
        _mint(world, replace(lookup, encoding=b"", nik=(), passport=()))
    with pytest.raises(ValueError, match="X25519"):
        mint_lookup(world.ahu, world.client.public_jwk, lookup, now=world.now)


def test_a_lookup_by_identifiers_alone_is_possible(world, lookup, check) -> None:
    bare = replace(lookup, encoding=b"", present=0)
    assert _open(world, _mint(world, bare), check).lookup == bare


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
def test_a_lookup_of_another_request_is_refused(world, lookup, check, change) -> None:
    compact = _mint(world, replace(lookup, **change))
    assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"


def test_another_agency_or_nobody_cannot_mint(world, lookup, check) -> None:
    for key in (world.imigrasi, replace(world.client, kid="ahu")):
        compact = _mint(world, lookup, key)
        assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"
    nobody = replace(check, agency=None)
    assert _refused(world, _mint(world, lookup), nobody) == "LOOKUP_TOKEN_INVALID"


def test_another_profile_or_epoch_is_named(world, lookup, check) -> None:
    compact = _mint(world, lookup)
    profile = replace(check, profile="b" * 64)
    assert _refused(world, compact, profile) == "PROFILE_MISMATCH"
    epoch = replace(check, epochs=frozenset({"2026-2"}))
    assert _refused(world, compact, epoch) == "EPOCH_MISMATCH"
    rotating = replace(check, epochs=frozenset({"2026-1", "2026-2"}))
    assert _open(world, compact, rotating).lookup == lookup
    assert _refused(world, compact, replace(check, epochs=frozenset())) == (
        "EPOCH_MISMATCH"
    )


def test_a_lookup_lives_two_minutes(world, lookup, check) -> None:
    compact = _mint(world, lookup)
    _open(world, compact, check, world.later(124))
    for seconds in (-6, 125):
        when = world.later(seconds)
        assert _refused(world, compact, check, when) == "LOOKUP_TOKEN_INVALID"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 2_000_000_000},
        {"encoding": "="},
        {"nik": ["="]},
        {"nik": "text"},
        {"present": -1},
        {"epoch": ""},
    ],
    ids=str,
)
def test_a_claim_of_another_shape_is_refused(
    world, lookup, check, resign, claims
) -> None:
    signed = resign(_signed(world, _mint(world, lookup)), world.ahu, claims)
    compact = _sealed(world, signed.encode())
    assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"


def test_a_message_sealed_again_is_the_same_lookup(world, lookup, check) -> None:
    compact = _mint(world, lookup)
    again = _sealed(world, _signed(world, compact).encode())
    assert again != compact
    assert _open(world, again, check).digest == _open(world, compact, check).digest


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "tautan-lookup+2"},
        {"typ": "JOSE"},
        {"enc": "A128GCM"},
        {"zip": "DEF"},
        {"apv": "QQ"},
        {"cty": "JWT"},
    ],
    ids=str,
)
def test_another_header_is_refused(world, lookup, check, header) -> None:
    members = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": "tautan-lookup+1", **header}
    compact = jwe.encrypt_compact(
        members,
        _signed(world, _mint(world, lookup)),
        OKPKey.import_key(world.unit.public_jwk),
        algorithms=["ECDH-ES", members["enc"], "DEF"],
    )
    assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda _: "a.b.c.d.e",
        lambda c: c[:-4],
        lambda c: c + "A",
        lambda c: c + "\n",
        lambda c: c.replace("..", ".QQ."),
        lambda c: c + "A" * 40_000,
    ],
)
def test_a_damaged_token_is_refused(world, lookup, check, change) -> None:
    compact = change(_mint(world, lookup))
    assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"


def test_a_message_of_another_kind_inside_is_refused(world, check) -> None:
    for plain in (b"", b"text", world.statement().encode(), b"\xff"):
        compact = _sealed(world, plain)
        assert _refused(world, compact, check) == "LOOKUP_TOKEN_INVALID"
