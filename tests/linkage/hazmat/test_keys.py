"""Subkeys against RFC 5869 computed by hand, and what a secret file must be."""

import hashlib
import hmac
import json
import os

import pytest

from linkage.errors import SecretInvalid
from linkage.hazmat.keys import LinkageSecret, Purpose


def hkdf(secret, info, length, salt=bytes(32)):
    """RFC 5869, section 2, in the standard library's HMAC."""
    prk = hmac.digest(salt, secret, "sha256")
    block, out = b"", b""
    while len(out) < length:
        block = hmac.digest(prk, block + info + bytes([len(out) // 32 + 1]), "sha256")
        out += block
    return out[:length]


def test_the_hand_written_hkdf_gives_the_vectors_of_rfc_5869():
    # Appendix A.1 and A.3, https://www.rfc-editor.org/rfc/rfc5869#appendix-A
    assert hkdf(
        b"\x0b" * 22,
        bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
        42,
        salt=bytes(range(13)),
    ) == bytes.fromhex(
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
        "34007208d5b887185865"
    )
    assert hkdf(b"\x0b" * 22, b"", 42) == bytes.fromhex(
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
        "9d201395faa4b61a96c8"
    )


def test_a_subkey_is_hkdf_over_the_whole_context(secret):
    info = b'["tautan-linkage", 1, "tests", "feature", "2026-1", "name"]'
    assert secret.derive(Purpose.FEATURE, epoch="2026-1", attribute="name") == hkdf(
        secret.value, info, 32
    )


def test_no_two_contexts_share_a_subkey(secret):
    other = LinkageSecret("other", secret.value)
    keys = [
        each.derive(purpose, epoch=epoch, attribute=attribute)
        for each in (secret, other)
        for purpose in Purpose
        for epoch in ("1", "2", '1", "name')
        for attribute in ("name", "nik")
    ]
    assert len(set(keys)) == len(keys)
    assert secret.value not in keys


def test_a_secret_never_shows_itself(secret):
    assert repr(secret) == "LinkageSecret(project='tests')"
    assert hashlib.sha256(secret.value).hexdigest() not in str(secret)


def test_a_secret_comes_back_from_a_file_of_its_owner(tmp_path):
    secret = LinkageSecret.generate("demo", os.urandom)
    secret.write(tmp_path / "secret")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert LinkageSecret.load(tmp_path / "secret") == secret


@pytest.mark.parametrize("mode", [0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o666])
def test_a_looser_mode_is_refused(tmp_path, secret, mode):
    secret.write(tmp_path / "secret")
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(SecretInvalid, match="open to group or others"):
        LinkageSecret.load(tmp_path / "secret")


def test_a_file_of_somebody_else_is_refused(tmp_path, secret, monkeypatch):
    secret.write(tmp_path / "secret")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(SecretInvalid, match="somebody else"):
        LinkageSecret.load(tmp_path / "secret")


def test_a_link_a_folder_a_pipe_and_nothing_are_refused(tmp_path, secret):
    secret.write(tmp_path / "secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "pipe")
    for path, reason in (
        (tmp_path / "link", "can't be opened"),
        (tmp_path / "nothing", "can't be opened"),
        (tmp_path, "can't be opened"),
        (tmp_path / "pipe", "not a regular file"),
    ):
        with pytest.raises(SecretInvalid, match=reason):
            LinkageSecret.load(path)


def test_a_secret_is_never_written_over_a_file(tmp_path, secret):
    (tmp_path / "secret").write_text("mine")
    with pytest.raises(SecretInvalid, match="can't be made"):
        secret.write(tmp_path / "secret")
    assert (tmp_path / "secret").read_text() == "mine"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"version": 2, "project": "p", "secret": "AA=="}',
        b'{"version": 1, "project": "p"}',
        b'{"version": 1, "project": "p", "secret": 5}',
        b'{"version": 1, "project": "p", "secret": "AA=="}',
        b'{"version": 1, "project": "p", "secret": "not base64!"}',
    ],
)
def test_a_malformed_file_is_refused_without_quoting_it(tmp_path, content):
    path = tmp_path / "secret"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SecretInvalid) as refused:
        LinkageSecret.load(path)
    assert "base64!" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_secret_without_project_is_refused(tmp_path, secret):
    secret.write(tmp_path / "secret")
    body = json.loads((tmp_path / "secret").read_text())
    (tmp_path / "secret").write_text(json.dumps({**body, "project": ""}))
    with pytest.raises(SecretInvalid, match="names its project"):
        LinkageSecret.load(tmp_path / "secret")
