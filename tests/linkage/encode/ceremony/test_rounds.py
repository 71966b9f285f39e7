"""One secret comes out everywhere; who lacks a share, or cheats, is named."""

import base64
import json
from datetime import UTC, datetime

import pytest

from linkage.encode.ceremony.parts import OwnPart
from linkage.encode.ceremony.rounds import announce, contribute, finish
from linkage.encode.ceremony.transcript import ROUNDS, Step, Transcript
from linkage.errors import CeremonyInvalid, OfficersInvalid
from linkage.hazmat.keys import LinkageSecret
from linkage.hazmat.shares import open_share, put_together, seal_share
from linkage.release.officers import Officers
from protocol.errors import KeyFileError
from protocol.keys import KeySet, SealingKey, SigningKey

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AGENCIES = ("ahu", "dukcapil", "kemlu")


class Ceremony:
    """Three agencies with a transcript between them."""

    def __init__(self, seed=0):
        self.keys = {one: SigningKey.generate(f"officer:{one}") for one in AGENCIES}
        self.officers = Officers(KeySet.of(self.keys.values()))
        self.parts = {
            one: OwnPart(bytes([seed + number]) * 32, SealingKey.generate())
            for number, one in enumerate(AGENCIES)
        }
        self.lines: list[str] = []
        self.secrets: dict[str, LinkageSecret] = {}

    @property
    def transcript(self):
        if not self.lines:
            return Transcript.begun("demo", "2026-1", self.officers)
        return Transcript.read(self.lines, self.officers)

    def announce(self, *agencies):
        for one in agencies or AGENCIES:
            parts = (self.keys[one], self.parts[one], NOW)
            self.lines.append(announce(self.transcript, *parts))
        return self

    def contribute(self, *agencies):
        for one in agencies or AGENCIES:
            parts = (self.keys[one], self.parts[one], NOW)
            self.lines.append(contribute(self.transcript, *parts))
        return self

    def finish(self, *agencies):
        for one in agencies or AGENCIES:
            parts = (self.keys[one], self.parts[one], NOW)
            self.secrets[one], line = finish(self.transcript, *parts)
            self.lines.append(line)
        return self

    def refused(self, lines=None):
        with pytest.raises(CeremonyInvalid) as caught:
            Transcript.read(self.lines if lines is None else lines, self.officers)
        return caught.value


@pytest.fixture
def ceremony():
    return Ceremony()


def test_every_agency_has_the_same_secret_and_the_transcript_is_whole(ceremony):
    whole = ceremony.announce().contribute().finish().transcript
    assert len(set(ceremony.secrets.values())) == 1
    assert ceremony.secrets["ahu"].project == "demo"
    assert (whole.round, whole.missing) == (None, ())
    assert [entry.step for entry in whole.entries] == [
        step for step in ROUNDS for _ in AGENCIES
    ]


def test_neither_secret_nor_share_stands_in_the_transcript(ceremony):
    ceremony.announce().contribute().finish()
    hidden = [ceremony.secrets["ahu"].value]
    hidden += [part.share for part in ceremony.parts.values()]
    text = "".join(
        base64.urlsafe_b64decode(part + "===").decode("latin-1")
        for line in ceremony.lines
        for part in line.split(".")
    )
    for value in hidden:
        for spelled in (value.hex(), base64.urlsafe_b64encode(value).decode()[:-1]):
            assert spelled not in text
        assert value.decode("latin-1") not in text


def test_each_share_project_epoch_and_transcript_makes_another_secret():
    shares = {"ahu": bytes(32), "kemlu": bytes([1]) * 32}
    made = put_together(shares, "demo", "2026-1", "head")
    others = [
        put_together({**shares, "ahu": bytes([2]) * 32}, "demo", "2026-1", "head"),
        put_together({**shares, "kemlu": bytes([2]) * 32}, "demo", "2026-1", "head"),
        put_together(shares, "other", "2026-1", "head"),
        put_together(shares, "demo", "2026-2", "head"),
        put_together(shares, "demo", "2026-1", "other"),
    ]
    assert len({each.value for each in (made, *others)}) == 6
    assert put_together(dict(reversed(shares.items())), "demo", "2026-1", "head") == (
        made
    )


@pytest.mark.parametrize("step", ["contribute", "finish"])
def test_no_round_begins_before_the_one_before_is_whole(ceremony, step):
    ceremony.announce("ahu", "kemlu")
    with pytest.raises(CeremonyInvalid, match="Not every agency has ANNOUNCED yet"):
        getattr(ceremony, step)("ahu")
    assert ceremony.transcript.missing == ("dukcapil",)
    ceremony.announce("dukcapil").contribute("ahu")
    with pytest.raises(CeremonyInvalid, match="Not every agency has CONTRIBUTED yet"):
        ceremony.finish("ahu")


def test_nobody_takes_a_step_twice(ceremony):
    ceremony.announce("ahu")
    with pytest.raises(CeremonyInvalid, match="not your turn: ahu has ANNOUNCED"):
        ceremony.announce("ahu")


def test_only_officers_take_part(ceremony):
    key = SigningKey.generate("encoder:ahu")
    with pytest.raises(OfficersInvalid):
        announce(ceremony.transcript, key, ceremony.parts["ahu"], NOW)
    stranger = SigningKey.generate("officer:ahu")
    line = announce(ceremony.transcript, stranger, ceremony.parts["ahu"], NOW)
    assert "Line 1 does not hold" in ceremony.refused([line]).message


def test_who_gives_another_share_than_announced_is_named(ceremony):
    ceremony.announce()
    ceremony.parts["kemlu"] = OwnPart(bytes([9]) * 32, ceremony.parts["kemlu"].sealing)
    ceremony.contribute()
    with pytest.raises(CeremonyInvalid, match="kemlu gave another share"):
        ceremony.finish("ahu")


def test_a_share_that_does_not_open_names_its_giver(ceremony):
    ceremony.announce().contribute()
    ceremony.parts["ahu"] = OwnPart(ceremony.parts["ahu"].share, SealingKey.generate())
    with pytest.raises(CeremonyInvalid, match="does not open") as caught:
        ceremony.finish("ahu")
    assert caught.value.diagnostics == "dukcapil"


def test_a_removed_moved_or_changed_line_is_found(ceremony):
    lines = ceremony.announce().contribute().finish().lines
    for number in range(len(lines) - 1):
        assert ceremony.refused([*lines[:number], *lines[number + 1 :]])
        moved = [*lines]
        moved[number], moved[number + 1] = moved[number + 1], moved[number]
        assert ceremony.refused(moved)
    changed = lines[4][:60] + ("x" if lines[4][60] != "x" else "y") + lines[4][61:]
    refused = ceremony.refused([*lines[:4], changed, *lines[5:]])
    assert refused.message == "Line 5 does not hold."
    assert ceremony.refused([]).message == "The transcript is empty."
    assert ceremony.refused(["x", *lines]).message == "Line 1 does not hold."


def test_a_line_of_another_ceremony_is_refused(ceremony):
    ceremony.announce("ahu")
    other = Transcript.begun("demo", "2026-2", ceremony.officers)
    parts = (ceremony.keys["kemlu"], ceremony.parts["kemlu"], NOW)
    ceremony.lines.append(announce(other, *parts))
    assert ceremony.refused().diagnostics == "of another ceremony"


@pytest.mark.parametrize(
    ("step", "claims"),
    [
        (Step.ANNOUNCED, {}),
        (Step.ANNOUNCED, {"sealing": {"kty": "OKP"}, "commitment": "x"}),
    ],
)
def test_a_line_says_what_belongs_to_its_step(ceremony, step, claims):
    line = ceremony.transcript.line(ceremony.keys["ahu"], step, NOW, claims)
    assert ceremony.refused([line]).message == "Line 1 does not hold."


def test_a_confirmation_of_another_secret_is_found(ceremony):
    ceremony.announce().contribute().finish("ahu")
    key = ceremony.keys["kemlu"]
    said = {"confirmation": "another"}
    line = ceremony.transcript.line(key, Step.CONFIRMED, NOW, said)
    refused = ceremony.refused([*ceremony.lines, line])
    assert refused.diagnostics == "another secret came out than before"


def test_who_confirms_another_secret_first_is_named(ceremony):
    ceremony.announce().contribute()
    said = {"confirmation": "another"}
    key = ceremony.keys["kemlu"]
    line = ceremony.transcript.line(key, Step.CONFIRMED, NOW, said)
    ceremony.lines.append(line)
    with pytest.raises(CeremonyInvalid, match="Another secret came out at kemlu"):
        ceremony.finish("ahu")


def test_a_share_opens_for_its_context_and_recipient_alone():
    key, other = SealingKey.generate(), SealingKey.generate()
    sealed = seal_share(bytes(32), key.public_jwk, "here")
    assert open_share(sealed, key, "here") == bytes(32)
    for wrong in (
        (sealed, key, "there"),
        (sealed, other, "here"),
        ("x" * 3000, key, "here"),
        ("no.jwe", key, "here"),
        (seal_share(bytes(31), key.public_jwk, "here"), key, "here"),
    ):
        with pytest.raises(CeremonyInvalid, match="does not open"):
            open_share(*wrong)


def test_the_own_part_is_its_owners_alone(tmp_path):
    path = tmp_path / "part"
    part = OwnPart.made(lambda count: bytes(range(count)))
    part.save(path)
    read = OwnPart.load(path)
    assert read.share == part.share == bytes(range(32))
    assert read.sealing.public_jwk == part.sealing.public_jwk
    assert "share" not in repr(part)
    path.chmod(0o640)
    with pytest.raises(KeyFileError, match="open to others"):
        OwnPart.load(path)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"v": 1}', json.dumps({"v": 2, "share": "A" * 43})]
)
def test_what_is_no_part_is_refused(tmp_path, content):
    path = tmp_path / "part"
    path.touch(0o600)
    path.write_text(content)
    with pytest.raises(CeremonyInvalid, match="no part of a ceremony"):
        OwnPart.load(path)
