"""Law 9: what goes over the wire carries its version, and another is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from joserfc import jwe
from joserfc.jwk import OKPKey

from protocol.attestations import (
    Attestation,
    AttestationCheck,
    sign_attestation,
    verify_attestation,
)
from protocol.audit import AuditLog
from protocol.audit_events import AuditEvent
from protocol.audit_head import head_path
from protocol.audit_verify import verify_log
from protocol.canonical import (
    b64url,
    b64url_decode,
    canonical_json,
    digest,
    read_json_object,
)
from protocol.cursors import CursorKey, open_cursor, seal_cursor
from protocol.errors import TautanError, read_refusal
from protocol.hops import (
    AnswerMessage,
    HopMessage,
    sign_answer,
    sign_hop,
    verify_answer,
    verify_hop,
)
from protocol.keys import KeySet
from protocol.lookups import Lookup, LookupCheck, mint_lookup, open_lookup
from protocol.sealing import Sealer, open_sealed
from protocol.statements import verify_statement
from protocol.tickets import TicketKey, open_ticket, seal_ticket

VERSIONS = [2, 0, "1", None, True, 1.5, [1]]


def _signed(world, resign) -> dict[str, tuple[str, Callable[[object], str], Callable]]:
    """Each signed message: it, the same in another version, and its reader."""
    token, statement = world.verified()
    hop = HopMessage("ahu", "POST", "/graphql", b"{}", "", "", "")
    answer = AnswerMessage("ahu", "gateway", "digest", 200, b"{}")
    vouched = Attestation(
        token.organisation,
        token.subject,
        statement.purpose,
        "case-1",
        "KANWIL",
        "Applicant",
        "1.AAAA",
        world.jti,
    )

    def vouch(compact):
        asked = world.verified(attestation=compact)
        return verify_attestation(
            world.peers, AttestationCheck(*asked, "ahu"), now=world.now
        )

    artefacts = {
        "token": (world.token(), world.issuer, world.verify_token),
        "statement": (
            world.statement(),
            world.client,
            lambda c: verify_statement(c, token, audience="tautan:demo", now=world.now),
        ),
        "hop": (
            sign_hop(world.gateway, hop, now=world.now, jti=world.jti),
            world.gateway,
            lambda c: verify_hop(c, world.peers, hop, now=world.now),
        ),
        "answer": (
            sign_answer(world.ahu, answer, now=world.now),
            world.ahu,
            lambda c: verify_answer(c, world.peers, answer, now=world.now),
        ),
        "attestation": (
            sign_attestation(world.ahu, vouched, now=world.now),
            world.ahu,
            vouch,
        ),
    }
    return {
        name: (compact, lambda v, c=compact, k=key: resign(c, k, {"v": v}), read)
        for name, (compact, key, read) in artefacts.items()
    }


@pytest.mark.parametrize("name", ["token", "statement", "hop", "answer", "attestation"])
def test_a_signed_message_of_another_version_is_refused(world, resign, name) -> None:
    compact, another, read = _signed(world, resign)[name]
    payload = read_json_object(b64url_decode(compact.split(".")[1]))
    assert payload["v"] == 1
    read(another(1))
    for version in VERSIONS:
        with pytest.raises(TautanError):
            read(another(version))


def test_a_lookup_of_another_version_is_refused(world, resign) -> None:
    token, statement = world.verified()
    check = LookupCheck(token, statement, "ahu", "p", frozenset({"e"}))
    lookup = Lookup(
        token.organisation, token.subject, statement.purpose, world.jti, "p", "e", b"x"
    )
    compact = mint_lookup(world.ahu, world.unit.public_jwk, lookup, now=world.now)
    private = OKPKey.import_key(
        {
            **world.unit.public_jwk,
            "d": b64url(world.unit.private.private_bytes_raw()),
        }
    )
    algorithms = ["ECDH-ES", "A256GCM"]
    opened = jwe.decrypt_compact(compact, private, algorithms=algorithms)
    signed = opened.plaintext.rstrip(b" ").decode()

    def read(inner: str, typ: str):
        header = {"alg": "ECDH-ES", "enc": "A256GCM", "typ": typ}
        public = OKPKey.import_key(world.unit.public_jwk)
        again = jwe.encrypt_compact(header, inner, public, algorithms=algorithms)
        return open_lookup(again, world.unit, world.peers, check, now=world.now)

    assert read(signed, "tautan-lookup+1").lookup == lookup
    with pytest.raises(TautanError):
        read(signed, "tautan-lookup+2")
    for version in VERSIONS:
        with pytest.raises(TautanError):
            read(resign(signed, world.ahu, {"v": version}), "tautan-lookup+1")


@pytest.mark.parametrize("version", ["2", "0", "", "11", "v1"])
def test_a_ticket_or_cursor_of_another_version_is_refused(version: str) -> None:
    where = {"request_id": "r", "asker": "o/s", "typename": "T", "epoch": "e"}
    ticket_key, cursor_key = TicketKey.generate(), CursorKey.generate()
    ticket = seal_ticket(ticket_key, "h", **where)
    assert ticket.startswith("1.")
    with pytest.raises(TautanError):
        open_ticket(ticket_key, version + ticket[1:], **where)
    listed = {"organisation": "o", "purpose": "P", "field": "Query.a"}
    cursor = seal_cursor(cursor_key, 1, **listed)
    assert cursor.startswith("1.")
    with pytest.raises(TautanError):
        open_cursor(cursor_key, version + cursor[1:], **listed)


def test_a_sealed_value_of_another_version_is_refused(world, monkeypatch) -> None:
    where = {"coordinate": "A.b", "arguments": {}, "ref": "", "index": 0}
    monkeypatch.setattr("protocol.sealing.SEALED_TYPE", "tautan-sealed+2")
    compact = Sealer(world.sealing.public_jwk, world.jti).seal("a", **where)
    assert open_sealed(compact, world.sealing, jti=world.jti, **where) == "a"
    monkeypatch.undo()
    with pytest.raises(TautanError) as refused:
        open_sealed(compact, world.sealing, jti=world.jti, **where)
    assert refused.value.code == "SEALED_UNREADABLE"


def _log(world, path: Path, change: Callable[[dict], dict]) -> Path:
    """A log whose one line says something else, hashed and signed as it should be."""
    with AuditLog(path, "gateway-1", world.gateway, lambda: world.now):
        pass
    members = change(read_json_object(path.read_bytes()))
    del members["hash"]
    line = canonical_json({**members, "hash": digest(canonical_json(members))})
    path.write_bytes(line + b"\n")
    return path


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_an_audit_line_of_another_version_is_refused(
    world, resign, tmp_path: Path, version: object
) -> None:
    keys = KeySet.of([world.gateway])
    path = _log(world, tmp_path / "a.jsonl", lambda line: {**line, "v": version})
    line = path.read_bytes()[:-1]
    signed = head_path(path).read_bytes().partition(b"\n")[0].decode()
    hash_ = read_json_object(line)["hash"]
    head = resign(signed, world.gateway, {"hash": hash_}).encode()
    head_path(path).write_bytes(head + b"\n" + line)
    with pytest.raises(TautanError, match="version"):
        verify_log(path, keys)


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_an_audit_head_of_another_version_is_refused(
    world, resign, tmp_path: Path, version: object
) -> None:
    path = tmp_path / "a.jsonl"
    with AuditLog(path, "gateway-1", world.gateway, lambda: world.now) as log:
        log.append(AuditEvent("ANSWERED", "OK"))
    signed, _, line = head_path(path).read_bytes().partition(b"\n")
    other = resign(signed.decode(), world.gateway, {"v": version}).encode()
    head_path(path).write_bytes(other + b"\n" + line)
    with pytest.raises(TautanError, match="version"):
        verify_log(path, KeySet.of([world.gateway]))


@pytest.mark.parametrize("version", VERSIONS, ids=str)
def test_a_refusal_of_another_version_is_not_read(version: object) -> None:
    refusal = TautanError("NO_AGREEMENT").refusal("r")
    assert refusal["extensions"]["v"] == 1
    assert read_refusal(refusal) is not None
    refusal["extensions"]["v"] = version
    assert read_refusal(refusal) is None
