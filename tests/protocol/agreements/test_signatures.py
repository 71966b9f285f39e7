"""Both parties' officers sign record and text; nothing else may stand in for it."""

import json
from datetime import UTC, datetime

import pytest

from protocol.agreements.signatures import (
    SignedRecord,
    read_signed,
    unsigned_clause,
    unsigned_clauses,
)
from protocol.agreements.signing import sign_agreement
from protocol.errors import RecordError
from protocol.keys import KeySet, SigningKey

NOW = datetime(2026, 1, 15, tzinfo=UTC)
GIVER, ASKER = (
    SigningKey.generate(f"officer:org.{who}#1") for who in ("giver", "asker")
)
OFFICERS = KeySet.of([GIVER, ASKER])
TEXT = "# Perjanjian\n"


def signed_by(agreement, *keys, text=TEXT, before=None):
    for key in keys:
        before = sign_agreement(agreement, text, before, key, NOW)
    return before


def test_it_holds_when_both_have_signed(data_agreement, linkage_agreement):
    for one in (data_agreement(), linkage_agreement()):
        assert unsigned_clause(one, signed_by(one, GIVER, ASKER), OFFICERS) is None
        assert unsigned_clause(one, signed_by(one, ASKER, GIVER), OFFICERS) is None


def test_whoever_has_not_signed_is_named(data_agreement):
    one = data_agreement()
    assert unsigned_clause(one, None, OFFICERS) == "signatures.org.giver"
    first = signed_by(one, GIVER)
    assert unsigned_clause(one, first, OFFICERS) == "signatures.org.asker"
    assert unsigned_clause(one, first, KeySet.of([ASKER])) == "signatures.org.giver"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"subjects__max_per_request": 11},
        {"elements": [{"path": "Thing.name", "mode": "PREDICATE"}]},
        {"validity__to": "2027-12-31"},
        {"legal_basis__task": [{"law": "UU 12/2006", "art": "8"}]},
    ],
)
def test_a_changed_record_is_not_what_was_signed(data_agreement, changes):
    signed = signed_by(data_agreement(), GIVER, ASKER)
    found = unsigned_clause(data_agreement(**changes), signed, OFFICERS)
    assert found == "signatures.record"


@pytest.mark.parametrize("state", ["SUSPENDED", "TERMINATED", "DRAFT"])
def test_the_state_may_change_by_itself(data_agreement, state):
    signed = signed_by(data_agreement(), GIVER, ASKER)
    assert unsigned_clause(data_agreement(state=state), signed, OFFICERS) is None


def test_a_changed_text_is_not_what_was_signed(data_agreement):
    one = data_agreement()
    signed = signed_by(one, GIVER, ASKER)
    other = signed.model_copy(update={"text": "# Lain\n"})
    assert unsigned_clause(one, other, OFFICERS) == "signatures.org.giver"


def test_a_changed_record_and_its_copy_do_not_fit_the_signature(data_agreement):
    more = data_agreement(subjects__max_per_request=11)
    forged = signed_by(more, GIVER, ASKER).model_copy(
        update={"signatures": signed_by(data_agreement(), GIVER, ASKER).signatures}
    )
    assert unsigned_clause(more, forged, OFFICERS) == "signatures.org.giver"


@pytest.mark.parametrize(
    "change",
    [
        {"by": "org.giver"},
        {"at": "2025-01-01T00:00:00.000Z"},
        {"method": "cms"},
        {"value": "a..b"},
        {"value": ""},
    ],
)
def test_a_signature_stands_for_itself_alone(data_agreement, change):
    """The asker's signature with one thing changed does not stand for anyone."""
    one = data_agreement()
    signed = signed_by(one, GIVER, ASKER)
    mine, giver = signed.signatures
    assert mine.by == "org.asker"
    changed = signed.model_copy(
        update={"signatures": (giver, mine.model_copy(update=change))}
    )
    assert unsigned_clause(one, changed, OFFICERS) == "signatures.org.asker"


def test_a_key_signs_for_its_own_organisation(data_agreement):
    """The asker's officer can't sign for the giver, whatever the file says."""
    one = data_agreement()
    thief = SigningKey(ASKER.private, "officer:org.giver#1")
    signed = signed_by(one, thief, ASKER)
    assert unsigned_clause(one, signed, OFFICERS) == "signatures.org.giver"


def test_signing_anew_drops_signatures_of_something_else(data_agreement):
    before = signed_by(data_agreement(), GIVER, ASKER)
    after = signed_by(data_agreement(version=2), GIVER, before=before)
    assert [one.by for one in after.signatures] == ["org.giver"]
    again = signed_by(data_agreement(version=2), GIVER, before=after)
    assert [one.by for one in again.signatures] == ["org.giver"]


@pytest.mark.parametrize("kid", ["officer:org.other", "giver", "gateway"])
def test_nobody_else_signs(data_agreement, kid):
    with pytest.raises(RecordError):
        signed_by(data_agreement(), SigningKey.generate(kid))


def test_a_file_is_read_as_it_was_written(tmp_path, data_agreement):
    one = data_agreement()
    path = tmp_path / "PKS-1.signed.json"
    assert read_signed(path) is None
    signed = signed_by(one, GIVER, ASKER)
    path.write_bytes(signed.to_json())
    assert read_signed(path) == signed
    assert unsigned_clauses(tmp_path, [one], OFFICERS) == {}
    other = data_agreement(id="PKS-2")
    found = unsigned_clauses(tmp_path, [one, other], OFFICERS)
    assert found == {"PKS-2": "signatures.org.giver"}


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"v": 2}', b'{"v": 1, "record": {}, "text": 3}']
)
def test_a_file_of_another_shape_is_refused(tmp_path, content):
    path = tmp_path / "PKS-1.signed.json"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"^PKS-1.signed.json:1: not a signed record"):
        read_signed(path)


def test_the_file_says_its_version(data_agreement):
    written = json.loads(signed_by(data_agreement(), GIVER).to_json())
    assert written["v"] == 1
    assert SignedRecord.model_validate(written).content
