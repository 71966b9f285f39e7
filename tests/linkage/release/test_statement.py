import pytest

from linkage.errors import OfficersInvalid, ReleaseRefused
from linkage.release import statement as module
from linkage.release.officers import Officers
from linkage.release.statement import Shown, Statement, Verdict, state
from protocol.jws import sign
from protocol.keys import KeySet, SigningKey
from tests.support.releases import SIGNED_ON

KEYS = [SigningKey.generate(f"officer:{name}") for name in ("ahu", "kemlu")]
OFFICERS = Officers(KeySet.of(KEYS))
SHOWN = Shown({"id": "default"}, "words", "report", "changes")


def test_a_statement_reads_back():
    said = state(KEYS[0], SHOWN, Verdict.REFUSED, reason="No.", now=SIGNED_ON)
    assert Statement.read(said, OFFICERS) == Statement(
        Verdict.REFUSED, SHOWN, "ahu", SIGNED_ON, "No."
    )
    said = state(KEYS[1], SHOWN, Verdict.SIGNED, reason="", now=SIGNED_ON)
    read = Statement.read(said, OFFICERS)
    assert (read.agency, read.reason) == ("kemlu", "")


def test_a_key_with_a_label_is_the_same_officer():
    labelled = SigningKey.generate("officer:ahu#2027")
    officers = Officers(KeySet.of([*KEYS, labelled]))
    said = state(labelled, SHOWN, Verdict.SIGNED, reason="", now=SIGNED_ON)
    assert Statement.read(said, officers).agency == "ahu"
    assert officers.agencies == ("ahu", "kemlu")


def test_each_part_that_was_shown_changes_the_digest():
    others = [
        Shown({"id": "other"}, "words", "report", "changes"),
        Shown({"id": "default"}, "other", "report", "changes"),
        Shown({"id": "default"}, "words", "other", "changes"),
        Shown({"id": "default"}, "words", "report", "other"),
    ]
    assert len({SHOWN.digest, *(other.digest for other in others)}) == 5


def claims(**changes):
    whole = {
        "verdict": "SIGNED",
        "release": SHOWN.digest,
        "profile": {"id": "default"},
        "rendered": "words",
        "report": "report",
        "difference": "changes",
        "iat": 1_790_000_000,
    }
    return {**whole, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"release": "another"},
        {"verdict": "MAYBE"},
        {"profile": None},
        {"report": ""},
        {"iat": None},
        {"iat": 10**18},
    ],
)
def test_a_signed_statement_of_another_shape_is_refused(changes):
    said = sign(KEYS[0], module.TYPE, claims(**changes), with_kid=True)
    with pytest.raises(ReleaseRefused, match="signatures: A signature"):
        Statement.read(said, OFFICERS)
    Statement.read(sign(KEYS[0], module.TYPE, claims(), with_kid=True), OFFICERS)


@pytest.mark.parametrize("said", ["", "a.b.c", "x" * 20_000])
def test_what_is_no_statement_is_refused(said):
    with pytest.raises(ReleaseRefused):
        Statement.read(said, OFFICERS)


def test_a_statement_of_another_type_is_refused():
    said = sign(KEYS[0], "tautan-revocation+jws", claims(), with_kid=True)
    with pytest.raises(ReleaseRefused):
        Statement.read(said, OFFICERS)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_says_why(reason):
    with pytest.raises(ReleaseRefused, match="says why"):
        state(KEYS[0], SHOWN, Verdict.REFUSED, reason=reason, now=SIGNED_ON)


@pytest.mark.parametrize("kid", ["ahu", "officer:", "encoder:ahu"])
def test_only_an_officer_states(kid):
    key = SigningKey.generate(kid)
    with pytest.raises(OfficersInvalid):
        state(key, SHOWN, Verdict.SIGNED, reason="", now=SIGNED_ON)
