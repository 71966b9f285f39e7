"""Event streams, cut into whatever pieces."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.executor.event_stream import EventReader, StreamEvent, TooLargeError


def read(*pieces, limit=1000):
    reader = EventReader(limit)
    return [event for piece in pieces for event in reader.feed(piece)]


@pytest.mark.parametrize(
    ("raw", "events"),
    [
        (b"event: next\ndata: {}\n\n", [StreamEvent("next", b"{}")]),
        (b"event:next\ndata:{}\n\n", [StreamEvent("next", b"{}")]),
        (b"data:  two\n\n", [StreamEvent("", b" two")]),
        (b"data: a\ndata: b\n\n", [StreamEvent("", b"a\nb")]),
        (b"data\n\n", [StreamEvent("", b"")]),
        (b"event: complete\n\n", [StreamEvent("complete", b"")]),
        (b"event: complete\ndata:\n\n", [StreamEvent("complete", b"")]),
        (b"data: x\nproof: a.b.c\n\n", [StreamEvent("", b"x", "a.b.c")]),
        (b"proof: a.b.c\n\ndata: x\n\n", [StreamEvent("", b"x")]),
        (b"data: a\r\n\r\ndata: b\r\r data: no\n\n", [StreamEvent("", b"a"), StreamEvent("", b"b")]),
        (b"\xef\xbb\xbfdata: x\n\n", [StreamEvent("", b"x")]),
        (b": ping\n\n:\n\nid: 1\nretry: 5\n\n", []),
        (b"data: never ended\n", []),
        (b"event: next\n", []),
    ],
)  # fmt: skip
def test_what_is_read(raw, events):
    assert read(raw) == events
    assert read(*(raw[at : at + 1] for at in range(len(raw)))) == events


LINES = st.lists(
    st.sampled_from(
        [b"data: x", b"data:", b"event: next", b":", b"", b"", b"proof: p", b"id: 1"]
    ),
    max_size=12,
)


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.lists(st.integers(0, 200)))
def test_pieces_do_not_matter(lines, end, cuts):
    raw = end.join(lines) + end
    at = sorted({0, len(raw), *(one for one in cuts if one < len(raw))})
    pieces = [raw[a:b] for a, b in itertools.pairwise(at)]
    assert read(*pieces) == read(raw)


def test_an_event_that_is_too_large():
    assert len(read(b"data: " + b"x" * 94 + b"\n\n", limit=100)) == 1
    with pytest.raises(TooLargeError):
        read(b"data: " + b"x" * 95 + b"\n\n", limit=100)
    with pytest.raises(TooLargeError):
        read(b"x" * 101, limit=100)
    many = b"".join(b"data: %d\n\n" % at for at in range(50))
    assert len(read(many, limit=100)) == 50
