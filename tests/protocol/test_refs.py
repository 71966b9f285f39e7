import base64
import hashlib
import hmac

from protocol.refs import RefKey, pairwise_person_id, record_ref

KEY = RefKey(bytes(range(32)))


def test_a_ref_is_hmac_sha_256_cut_to_128_bits() -> None:
    text = b'["tautan-ref-1","handle-1","kemenkum.ahu","PURPOSE"]'
    mac = hmac.new(bytes(range(32)), text, hashlib.sha256).digest()[:16]
    expected = base64.urlsafe_b64encode(mac).rstrip(b"=").decode()
    assert record_ref(KEY, "handle-1", "kemenkum.ahu", "PURPOSE") == expected


def test_a_ref_lasts_and_differs_by_handle_organisation_purpose_and_key() -> None:
    one = record_ref(KEY, "h", "org", "P")
    assert one == record_ref(KEY, "h", "org", "P")
    others = {
        record_ref(KEY, "i", "org", "P"),
        record_ref(KEY, "h", "other", "P"),
        record_ref(KEY, "h", "org", "Q"),
        record_ref(KEY, "ho", "rg", "P"),
        record_ref(RefKey(bytes(32)), "h", "org", "P"),
        pairwise_person_id(KEY, "h", "org", "P"),
    }
    assert len(others) == 6
    assert one not in others


def test_a_person_id_is_pairwise() -> None:
    ids = {
        pairwise_person_id(KEY, "p", org, purpose)
        for org in ("a", "b")
        for purpose in ("P", "Q")
    }
    assert len(ids) == 4
    assert {len(i) for i in ids} == {22}
