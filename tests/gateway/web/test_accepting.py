"""Which streams a caller can read, by its `Accept` header; and how they are framed."""

import pytest

from gateway.web.accepting import (
    NOTHING,
    Accepted,
    EventsFormat,
    PartsFormat,
    accepted_streams,
)
from gateway.web.framing import framing_of

CURRENT, OF_2022 = PartsFormat.CURRENT, PartsFormat.OF_2022
SSE, MULTIPART = EventsFormat.SSE, EventsFormat.MULTIPART


@pytest.mark.parametrize(
    ("accept", "parts", "events"),
    [
        (None, None, None),
        ("", None, None),
        ("*/*", None, None),
        ("application/json", None, None),
        ("multipart/form-data", None, None),
        ("multipart/mixed", CURRENT, None),
        ("Multipart/Mixed", CURRENT, None),
        ("application/json, multipart/mixed", CURRENT, None),
        ("multipart/mixed;incrementalSpec=v0.2, application/json", CURRENT, None),
        ('multipart/mixed; IncrementalSpec="v0.2"', CURRENT, None),
        ("multipart/mixed;incrementalSpec=v9", None, None),
        ("multipart/mixed;deferSpec=20220824,application/json", OF_2022, None),
        ("multipart/mixed;deferSpec=20990101", None, None),
        ("multipart/mixed;deferSpec=20220824, multipart/mixed", CURRENT, None),
        ("multipart/mixed;q=0", None, None),
        ("multipart/mixed;q=0.000", None, None),
        ("multipart/mixed;q=0.1", CURRENT, None),
        ("text/event-stream", None, SSE),
        ("text/event-stream;q=0, multipart/mixed", CURRENT, None),
        ("application/json, text/event-stream, multipart/mixed", CURRENT, SSE),
        ("multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/json",
         None, MULTIPART),
        ('multipart/mixed;subscriptionSpec="1.0"', None, MULTIPART),
        ("multipart/mixed;subscriptionSpec=1.0, text/event-stream", None, SSE),
    ],
)  # fmt: skip
def test_what_is_accepted(accept, parts, events):
    assert accepted_streams(accept) == Accepted(parts, events)
    assert (accepted_streams(accept) == NOTHING) is (parts is None and events is None)


def test_events_are_framed_as_blocks():
    framing = framing_of(SSE)
    assert framing.media_type == "text/event-stream; charset=utf-8"
    assert framing.payload(b"{}") == b"event: next\ndata: {}\n\n"
    assert framing.beat() == b":\n\n"
    assert framing.end() == b"event: complete\ndata:\n\n"


@pytest.mark.parametrize(
    ("form", "parameter"),
    [
        (CURRENT, "incrementalSpec=v0.2"),
        (OF_2022, "deferSpec=20220824"),
        (MULTIPART, "subscriptionSpec=1.0"),
    ],
)
def test_parts_are_framed_by_a_boundary(form, parameter):
    framing = framing_of(form)
    assert framing.media_type == f'multipart/mixed; boundary="-"; {parameter}'
    head = b"\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
    assert framing.payload(b"1") == b"\r\n---" + head + b"1\r\n---"
    assert framing.payload(b"2") == head + b"2\r\n---"
    assert framing.beat() == head + b"{}\r\n---"
    assert framing.end() == b"--\r\n"
    assert framing_of(form).end() == b"\r\n-----\r\n"
