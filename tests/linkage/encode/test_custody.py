"""Identifier tokens by two custodians; the group operations are tested in hazmat."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from linkage.encode.bulk import encode_batches
from linkage.encode.columns.table import to_table
from linkage.encode.custody import BATCH, Custody, Party
from linkage.encode.encoder import Encoder
from linkage.errors import OprfInvalid, OprfRateLimited
from linkage.hazmat.custodian import Custodian
from linkage.hazmat.oprf import Mode, derive_key_pair, split_key
from linkage.profile import AttributeName, Profile

WHOLE = derive_key_pair(bytes(32), b"tests", Mode.VOPRF)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
NIK = b"7371010503710001"


def custodians(per_day=10_000):
    shares = split_key(WHOLE.secret, 2, secrets.token_bytes)
    return [Custodian(share, per_day, secrets.token_bytes) for share in shares]


def parties(holders, now=NOW):
    return [
        Party(
            f"custodian-{at}",
            holder.key.public,
            lambda blinded, holder=holder: holder.answer("dukcapil", blinded, now),
        )
        for at, holder in enumerate(holders)
    ]


def custody(holders=None, epoch="1"):
    return Custody(parties(holders or custodians()), epoch, secrets.token_bytes)


@pytest.fixture
def oprf_profile(shipped_profile_text):
    return Profile.parse(shipped_profile_text.replace("mode: keyed", "mode: oprf"))


def test_a_number_has_one_token_however_the_key_is_split():
    (token,) = custody()(AttributeName.NIK, [NIK])
    assert len(token) == 16
    assert custody()(AttributeName.NIK, [b"x", NIK])[1] == token


def test_kind_and_epoch_tell_tokens_apart():
    tokens = {
        bytes(made(kind, [NIK])[0])
        for made in (custody(), custody(epoch="2"))
        for kind in (AttributeName.NIK, AttributeName.PASSPORT)
    }
    assert len(tokens) == 4


def test_many_values_go_in_batches():
    asked = []
    holders = custodians()
    known = parties(holders)

    def listening(blinded):
        asked.append(len(blinded))
        return known[0].evaluate(blinded)

    made = Custody(
        [replace(known[0], evaluate=listening), known[1]], "1", secrets.token_bytes
    )
    values = [str(at).encode() for at in range(BATCH + 3)]
    tokens = made(AttributeName.NIK, values)
    assert asked == [BATCH, 3]
    assert len(set(tokens)) == BATCH + 3
    assert made(AttributeName.NIK, []) == []


def test_a_custodian_that_uses_another_key_is_named():
    honest, liar = parties(custodians())
    other = Custodian(WHOLE, 100, secrets.token_bytes)
    lying = replace(liar, evaluate=lambda blinded: other.answer("d", blinded, NOW))
    made = Custody([honest, lying], "1", secrets.token_bytes)
    with pytest.raises(OprfInvalid) as refused:
        made(AttributeName.NIK, [NIK])
    assert refused.value.diagnostics == "custodian-1"


def test_one_custodian_is_none():
    one, other = parties(custodians())
    for known in ([], [one], [one, replace(other, public=one.public)]):
        with pytest.raises(OprfInvalid):
            Custody(known, "1", secrets.token_bytes)


def test_a_client_may_ask_so_much_a_day():
    holder = custodians(per_day=3)[0]
    point = [WHOLE.public]
    holder.answer("a", point * 2, NOW)
    with pytest.raises(OprfRateLimited):
        holder.answer("a", point * 2, NOW + timedelta(hours=23))
    holder.answer("a", point, NOW + timedelta(hours=23))
    holder.answer("b", point * 3, NOW + timedelta(hours=23))
    holder.answer("a", point * 2, NOW + timedelta(hours=24))
    with pytest.raises(OprfRateLimited):
        holder.answer("a", point, NOW + timedelta(hours=24))


def test_what_is_no_element_does_not_count():
    holder = custodians(per_day=1)[0]
    for blinded in ([], [bytes(32)], [b"short"]):
        with pytest.raises(OprfInvalid):
            holder.answer("a", blinded, NOW)
    assert len(holder.answer("a", [WHOLE.public], NOW).elements) == 1


def test_a_share_does_not_show_in_a_representation():
    holder = custodians()[0]
    assert holder.key.secret.hex() not in repr(holder)
    assert repr(holder.key.secret) not in repr(holder)


def test_both_encoders_take_tokens_from_custody(oprf_profile, secret, passport_office):
    encoder = Encoder(oprf_profile, secret, "1", custody())
    singles = [encoder.encode_one(record) for record in passport_office]
    (batch,) = encode_batches(encoder, [to_table(passport_office)], workers=2)
    for name in ("nik_tokens", "passport_tokens"):
        lists = [list(getattr(each, name)) for each in singles]
        assert batch.column(name).to_pylist() == lists
    (expected,) = custody()(AttributeName.NIK, [NIK])
    assert singles[0].nik_tokens == (expected,)
    keyed = Encoder(oprf_profile, secret, "1", custody()).encode_one(passport_office[0])
    assert keyed == singles[0]


def test_without_custody_the_mode_is_refused(oprf_profile, secret):
    with pytest.raises(OprfInvalid):
        Encoder(oprf_profile, secret, "1")
