"""A stream's events are a chain: whatever is done to one, or to their order, shows."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocol.errors import TautanError
from protocol.hop_events import EventSigner, EventVerifier, Stream
from protocol.jws import sign
from protocol.keys import KeySet, SigningKey

STREAM = Stream(issuer="ahu", audience="gateway", hop_digest="digest-of-the-hop")
BODIES = (b'{"data":1}', b'{"data":2}', b'{"data":2}', b"")
"""The last two events: one that repeats its body, and the end."""


def signed(world, stream=STREAM, key=None):
    signer = EventSigner(key or world.ahu, stream)
    last = len(BODIES) - 1
    return [
        (signer.sign(body, last=at == last, now=world.now), body, at == last)
        for at, body in enumerate(BODIES)
    ]


def verify(world, events, stream=STREAM, now=None):
    verifier = EventVerifier(world.peers, stream)
    for compact, body, last in events:
        verifier.verify(compact, body, last=last, now=now or world.now)
    return verifier


def refused(world, events, stream=STREAM, now=None):
    with pytest.raises(TautanError) as error:
        verify(world, events, stream, now)
    assert error.value.code == "ANSWER_TAMPERED"
    assert error.value.agency == "ahu"
    return error.value.diagnostics


def test_a_whole_stream_verifies_and_has_ended(world):
    assert verify(world, signed(world)).ended


def test_a_stream_that_is_cut_has_not_ended(world):
    assert not verify(world, signed(world)[:-1]).ended
    assert not verify(world, []).ended


@pytest.mark.parametrize("dropped", [0, 1, 2])
def test_a_dropped_event_shows(world, dropped):
    events = signed(world)
    del events[dropped]
    assert "seq" in refused(world, events)


@pytest.mark.parametrize(("first", "second"), [(0, 1), (1, 2), (0, 2)])
def test_reordered_events_show(world, first, second):
    events = signed(world)
    events[first], events[second] = events[second], events[first]
    assert "seq" in refused(world, events)


def test_a_repeated_event_shows(world):
    one, two, *rest = signed(world)
    assert "seq" in refused(world, [one, two, two, *rest])


def test_an_altered_body_shows(world):
    (compact, _, last), *rest = signed(world)
    assert "body" in refused(world, [(compact, b'{"data":3}', last), *rest])


def test_an_end_made_of_another_event_shows(world):
    one, (compact, body, _), *_ = signed(world)
    assert "last" in refused(world, [one, (compact, body, True)])


def test_the_end_can_not_be_passed_off_as_an_event(world):
    *before, (compact, body, _) = signed(world)
    assert "last" in refused(world, [*before, (compact, body, False)])


def test_nothing_follows_the_end(world):
    events = signed(world)
    assert "follows" in refused(world, [*events, events[0]])
    signer = EventSigner(world.ahu, STREAM)
    signer.sign(b"", last=True, now=world.now)
    with pytest.raises(ValueError, match="nothing follows"):
        signer.sign(b"", last=False, now=world.now)


@pytest.mark.parametrize(
    ("other", "claim"),
    [
        (Stream("ahu", "gateway", "another-hop"), "req"),
        (Stream("ahu", "imigrasi", "digest-of-the-hop"), "aud"),
    ],
)
def test_an_event_of_another_stream_shows(world, other, claim):
    assert claim in refused(world, signed(world, other))


def test_two_streams_can_not_be_woven_together(world):
    """Events with equal numbers and bodies, signed for one hop, but another chain."""
    one = signed(world)
    signer = EventSigner(world.ahu, STREAM)
    other = [signer.sign(body, last=False, now=world.now) for body in (b"x", b"y")]
    assert "prev" in refused(world, [one[0], (other[1], b"y", False)])


def test_the_key_of_another_process_shows(world):
    assert "another process" in refused(
        world,
        signed(world, Stream("ahu", "gateway", STREAM.hop_digest), world.imigrasi),
    )


def test_an_unknown_key_and_no_proof_show(world):
    stranger = SigningKey.generate("ahu")
    refused(world, signed(world, key=stranger))
    refused(world, [("", b"", False)])


@pytest.mark.parametrize("seconds", [70, -10])
def test_an_event_of_another_time_shows(world, seconds):
    now = world.now + timedelta(seconds=seconds)
    assert "old" in refused(world, signed(world), now=now)


def test_another_kind_of_message_is_no_event(world):
    compact, body, last = signed(world)[0]
    claims = json.loads(base64.urlsafe_b64decode(compact.split(".")[1] + "=="))
    other = sign(world.ahu, "tautan-hop-answer+jwt", claims, with_kid=True)
    refused(world, [(other, body, last)])


KEY = SigningKey.generate("ahu")
PEERS = KeySet.of([KEY])
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(
    bodies=st.lists(st.binary(max_size=2), min_size=1, max_size=4),
    order=st.lists(st.integers(0, 3), max_size=6),
)
def test_only_the_stream_itself_comes_to_its_end(bodies, order):
    """However events are taken, dropped, repeated and reordered."""
    signer = EventSigner(KEY, STREAM)
    last = len(bodies) - 1
    events = [
        (signer.sign(body, last=at == last, now=NOW), body, at == last)
        for at, body in enumerate(bodies)
    ]
    taken = [at for at in order if at <= last]
    verifier = EventVerifier(PEERS, STREAM)
    good = True
    try:
        for at in taken:
            compact, body, ends = events[at]
            verifier.verify(compact, body, last=ends, now=NOW)
    except TautanError:
        good = False
    assert good is (taken == list(range(len(taken))))
    assert (good and verifier.ended) is (taken == list(range(last + 1)))
