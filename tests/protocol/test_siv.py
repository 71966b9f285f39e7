"""Tickets and cursors against RFC 5297, and against each other."""

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from protocol.canonical import b64url, b64url_decode
from protocol.cursors import CursorKey, open_cursor, seal_cursor
from protocol.errors import CursorError, TicketError
from protocol.siv import open_bound, seal_bound
from protocol.tickets import TicketKey, open_ticket, seal_ticket

KEY = TicketKey(bytes(range(64)))


def _cmac(key: bytes, data: bytes) -> bytes:
    mac = CMAC(algorithms.AES(key))
    mac.update(data)
    return mac.finalize()


def _doubled(block: bytes) -> bytes:
    shifted = int.from_bytes(block) << 1
    carried = (shifted & (2**128 - 1)) ^ (0x87 if shifted >> 128 else 0)
    return carried.to_bytes(16)


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def plain_siv(key: bytes, associated: list[bytes], plain: bytes) -> bytes:
    """RFC 5297 sections 2.4 and 2.6 in plain words: S2V, then AES-CTR."""
    half = len(key) // 2
    state = _cmac(key[:half], bytes(16))
    for part in associated:
        state = _xor(_doubled(state), _cmac(key[:half], part))
    if len(plain) >= 16:
        last = plain[:-16] + _xor(plain[-16:], state)
    else:
        padded = plain + b"\x80" + bytes(15 - len(plain))
        last = _xor(_doubled(state), padded)
    siv = _cmac(key[:half], last)
    counter = int.from_bytes(siv) & ~(1 << 63) & ~(1 << 31)
    cipher = Cipher(algorithms.AES(key[half:]), modes.CTR(counter.to_bytes(16)))
    return siv + cipher.encryptor().update(plain)


def test_the_plain_version_gives_rfc_5297_appendix_a_1() -> None:
    key = "fffefdfcfbfaf9f8f7f6f5f4f3f2f1f0f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
    associated = "101112131415161718191a1b1c1d1e1f2021222324252627"
    out = "85632d07c6e8f37f950acd320a2ecc9340c02b9690c4dc04daef7f6afe5c"
    sealed = plain_siv(
        bytes.fromhex(key),
        [bytes.fromhex(associated)],
        bytes.fromhex("112233445566778899aabbccddee"),
    )
    assert sealed.hex() == out


def test_the_plain_version_gives_rfc_5297_appendix_a_2() -> None:
    key = "7f7e7d7c7b7a79787776757473727170404142434445464748494a4b4c4d4e4f"
    associated = [
        "00112233445566778899aabbccddeeffdeaddadadeaddadaffeeddccbbaa99887766554433221100",
        "102030405060708090a0",
        "09f911029d74e35bd84156c5635688c0",
    ]
    plain = b"this is some plaintext to encrypt using SIV-AES"
    out = (
        "7bdb6e3b432667eb06f4d14bff2fbd0fcb900f2fddbe404326601965c889bf17"
        "dba77ceb094fa663b7a3f748ba8af829ea64ad544a272e9c485b62a3fd5c0d"
    )
    parts = [bytes.fromhex(part) for part in associated]
    assert plain_siv(bytes.fromhex(key), parts, plain).hex() == out


@pytest.mark.parametrize("text", ["", "h", "h" * 31, "h" * 32, "h" * 33, "é" * 40])
def test_a_sealed_text_is_aes_siv_over_the_padded_text(text: str) -> None:
    plain = text.encode()
    padded = plain + b"\0" * (32 - len(plain) % 32)
    expected = plain_siv(KEY.secret, [b"kind", b"", b"org"], padded)
    sealed = seal_bound(KEY, text, ("kind", "", "org"))
    assert sealed == b64url(expected)
    assert open_bound(KEY, sealed, ("kind", "", "org")) == text


def test_parts_of_a_binding_do_not_run_together() -> None:
    sealed = seal_bound(KEY, "h", ("ab", "c"))
    for other in (("a", "bc"), ("abc",), ("ab", "c", ""), ("c", "ab"), ()):
        with pytest.raises(ValueError, match="binding"):
            open_bound(KEY, sealed, other)


def test_a_nul_character_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        seal_bound(KEY, "a\0", ("k",))


BINDING = {
    "request_id": "hiRLgNAB8SDo_30a0isEPw",
    "asker": "kemenkum.ahu/officer-7",
    "typename": "Resident",
    "epoch": "2026-1",
}


def test_a_ticket_is_the_same_within_its_request() -> None:
    ticket = seal_ticket(KEY, "handle-1", **BINDING)
    assert ticket == seal_ticket(KEY, "handle-1", **BINDING)
    assert ticket != seal_ticket(KEY, "handle-2", **BINDING)
    assert open_ticket(KEY, ticket, **BINDING) == "handle-1"


def test_tickets_of_short_and_long_handles_have_one_length() -> None:
    lengths = {len(seal_ticket(KEY, "h" * n, **BINDING)) for n in range(1, 32)}
    assert len(lengths) == 1


@pytest.mark.parametrize("name", BINDING)
def test_a_ticket_of_another_request_asker_type_or_epoch_is_refused(name: str) -> None:
    ticket = seal_ticket(KEY, "handle-1", **BINDING)
    with pytest.raises(TicketError) as refused:
        open_ticket(KEY, ticket, **{**BINDING, name: "other"})
    assert refused.value.code == "TICKET_INVALID"


def test_a_ticket_of_another_key_is_refused() -> None:
    ticket = seal_ticket(TicketKey.generate(), "handle-1", **BINDING)
    with pytest.raises(TicketError):
        open_ticket(KEY, ticket, **BINDING)


@pytest.mark.parametrize(
    "ticket",
    ["", "1", "1.", "1.AAAA", "2.AAAA", "handle-1", "1.é", "1." + "A" * 5000],
)
def test_what_is_no_ticket_is_refused(ticket: str) -> None:
    with pytest.raises(TicketError) as refused:
        open_ticket(KEY, ticket, **BINDING)
    assert refused.value.code == "TICKET_INVALID"


def test_a_truncated_or_extended_ticket_is_refused() -> None:
    ticket = seal_ticket(KEY, "handle-1", **BINDING)
    for changed in (ticket[:-4], ticket + "AAAA", ticket[:2] + ticket[6:]):
        with pytest.raises(TicketError):
            open_ticket(KEY, changed, **BINDING)


def test_an_empty_handle_has_no_ticket() -> None:
    with pytest.raises(ValueError, match="empty"):
        seal_ticket(KEY, "", **BINDING)


WHERE = {
    "organisation": "kemenkum.ahu",
    "purpose": "NATURALISATION_CHECK",
    "field": "Query.cases",
}
CURSOR_KEY = CursorKey(bytes(range(64)))


@pytest.mark.parametrize("position", [["2026-01-15", 7], "x", None, {"a": [1.5]}])
def test_a_cursor_brings_its_position_back(position: object) -> None:
    cursor = seal_cursor(CURSOR_KEY, position, **WHERE)
    assert open_cursor(CURSOR_KEY, cursor, **WHERE) == position
    assert "2026" not in cursor


@pytest.mark.parametrize("name", WHERE)
def test_a_cursor_of_another_organisation_purpose_or_list_is_refused(name: str) -> None:
    cursor = seal_cursor(CURSOR_KEY, [1], **WHERE)
    with pytest.raises(CursorError) as refused:
        open_cursor(CURSOR_KEY, cursor, **{**WHERE, name: "other"})
    assert refused.value.code == "CURSOR_INVALID"


@pytest.mark.parametrize("cursor", ["", "1.", "2.AAAA", "1.AAAA", "MTIz", "1.=="])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorError):
        open_cursor(CURSOR_KEY, cursor, **WHERE)


def test_a_ticket_is_no_cursor_under_one_key() -> None:
    ticket = seal_ticket(KEY, "handle-1", **BINDING)
    with pytest.raises(CursorError):
        open_cursor(CURSOR_KEY, ticket, **WHERE)
    assert b64url_decode(ticket[2:])
