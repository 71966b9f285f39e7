import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from protocol.cursors import CursorKey
from protocol.errors import KeyFileError
from protocol.jwk import thumbprint
from protocol.keys import KeySet, SealingKey, SigningKey
from protocol.refs import RefKey
from protocol.secret_keys import SecretKey
from protocol.tickets import TicketKey


@pytest.mark.parametrize("name", ["key.jwk", "key.pem"])
def test_a_signing_key_survives_its_file(tmp_path: Path, name: str) -> None:
    key = SigningKey.generate("gateway")
    key.save(tmp_path / name)
    found = SigningKey.load(tmp_path / name, kid="gateway")
    assert (found.kid, found.public_jwk) == ("gateway", key.public_jwk)


def test_a_jwk_file_keeps_the_id_and_pem_falls_back_to_the_thumbprint(
    tmp_path: Path,
) -> None:
    key = SigningKey.generate("gateway")
    key.save(tmp_path / "key.jwk")
    key.save(tmp_path / "key.pem")
    assert SigningKey.load(tmp_path / "key.jwk").kid == "gateway"
    assert SigningKey.load(tmp_path / "key.pem").kid == thumbprint(key.public_jwk)


@pytest.mark.parametrize("name", ["key.jwk", "key.pem"])
def test_a_sealing_key_survives_its_file(tmp_path: Path, name: str) -> None:
    key = SealingKey.generate()
    key.save(tmp_path / name)
    assert SealingKey.load(tmp_path / name).public_jwk == key.public_jwk


@pytest.mark.parametrize("kind", [TicketKey, CursorKey, RefKey])
def test_a_symmetric_key_survives_its_file(
    tmp_path: Path, kind: type[SecretKey]
) -> None:
    key = kind.generate()
    key.save(tmp_path / "key")
    assert kind.load(tmp_path / "key") == key
    assert len(key.secret) == kind.LENGTH


@pytest.mark.parametrize("kind", [TicketKey, CursorKey, RefKey])
def test_a_symmetric_key_of_another_length_is_refused(kind: type[SecretKey]) -> None:
    with pytest.raises(KeyFileError, match="bytes"):
        kind(b"\0" * (kind.LENGTH - 1))


def test_no_key_shows_itself() -> None:
    ticket = TicketKey.generate()
    shown = [repr(SigningKey.generate("k")), repr(SealingKey.generate()), repr(ticket)]
    assert shown == ["SigningKey(kid='k')", "SealingKey()", "TicketKey()"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o601])
def test_a_key_file_open_to_others_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "key.jwk"
    SigningKey.generate("k").save(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        SigningKey.load(path)


def test_a_new_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        SigningKey.generate("k").save(tmp_path / "key.jwk")
    finally:
        os.umask(before)
    assert (tmp_path / "key.jwk").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    key = SigningKey.generate("k")
    key.save(tmp_path / "key.jwk")
    with pytest.raises(KeyFileError):
        SigningKey.generate("k").save(tmp_path / "key.jwk")
    assert SigningKey.load(tmp_path / "key.jwk").public_jwk == key.public_jwk


def _link(path: Path) -> None:
    SigningKey.generate("k").save(path.with_suffix(".real"))
    path.symlink_to(path.with_suffix(".real"))


def _write(content: bytes) -> Callable[[Path], None]:
    def written(path: Path) -> None:
        path.write_bytes(content)
        path.chmod(0o600)

    return written


def _mixed(path: Path) -> None:
    one, other = tmp_jwk(path), SigningKey.generate("o").public_jwk
    _write(json.dumps({**one, **other}).encode())(path)


def tmp_jwk(path: Path) -> dict[str, str]:
    aside = path.with_suffix(".one")
    SigningKey.generate("k").save(aside)
    jwk: dict[str, str] = json.loads(aside.read_text())
    return jwk


UNUSABLE: dict[str, Callable[[Path], None]] = {
    "missing": lambda _path: None,
    "a directory": lambda path: path.mkdir(mode=0o700),
    "a link": _link,
    "empty": _write(b""),
    "not JSON": _write(b"key"),
    "not a key": _write(b"{}"),
    "another curve": lambda path: SealingKey.generate().save(path),
    "broken PEM": _write(b"-----BEGIN PRIVATE KEY-----\n"),
    "too large": _write(b" " * 70_000),
    "two halves": _mixed,
}


@pytest.mark.parametrize("make", UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_key_file_is_refused(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "key")
    with pytest.raises(KeyFileError) as refused:
        SigningKey.load(tmp_path / "key")
    assert refused.value.code == "KEY_UNUSABLE"


def test_pem_of_another_kind_is_refused(tmp_path: Path) -> None:
    SigningKey.generate("k").save(tmp_path / "sign.pem")
    SealingKey(X25519PrivateKey.generate()).save(tmp_path / "seal.pem")
    with pytest.raises(KeyFileError, match="not an X25519"):
        SealingKey.load(tmp_path / "sign.pem")
    with pytest.raises(KeyFileError, match="not an Ed25519"):
        SigningKey.load(tmp_path / "seal.pem")


def test_a_key_set_survives_its_file(tmp_path: Path) -> None:
    keys = KeySet.of([SigningKey.generate("a"), SigningKey.generate("b")])
    (tmp_path / "jwks.json").write_text(json.dumps(keys.jwks()))
    found = KeySet.load(tmp_path / "jwks.json")
    assert found.jwks() == keys.jwks()
    known = found.find("b")
    assert known is not None
    assert (known.kid, known.algorithm) == ("b", "EdDSA")


@pytest.mark.parametrize("kid", ["c", "", None, 1, ["a"], {"a": 1}, "../a", "a\0"])
def test_a_key_set_finds_by_exact_id_alone(kid: object) -> None:
    assert KeySet.of([SigningKey.generate("a")]).find(kid) is None


def _jwk(**changes: object) -> dict[str, object]:
    return {**SigningKey.generate("a").public_jwk, "kid": "a", **changes}


BAD_SETS: dict[str, object] = {
    "no keys": {},
    "empty": {"keys": []},
    "not a list": {"keys": "all"},
    "not an object": {"keys": ["a"]},
    "no id": {"keys": [SigningKey.generate("a").public_jwk]},
    "empty id": {"keys": [_jwk(kid="")]},
    "number as id": {"keys": [_jwk(kid=7)]},
    "two of one id": {"keys": [_jwk(), _jwk()]},
    "symmetric": {"keys": [{"kty": "oct", "k": "AAAA", "kid": "a"}]},
    "private": {"keys": [_jwk(d="AAAA")]},
    "one good, one bad": {"keys": [_jwk(), _jwk(kid="b", crv="Ed448")]},
}


@pytest.mark.parametrize("document", BAD_SETS.values(), ids=BAD_SETS.keys())
def test_a_key_set_that_could_be_read_only_in_part_is_not_read(
    tmp_path: Path, document: object
) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(document))
    with pytest.raises(KeyFileError):
        KeySet.load(path)


def test_a_missing_or_garbled_key_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "garbled").write_text("{")
    for name in ("garbled", "missing"):
        with pytest.raises(KeyFileError, match=name):
            KeySet.load(tmp_path / name)
