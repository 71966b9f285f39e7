"""Bytes that two readers of HTTP could read differently, and input that is too much.

Written to a raw socket, since a client library would not send them. What is not one
clear request is refused, or is answered as what it is; the process goes on.
"""

import gzip
import json
import socket
from contextlib import suppress

import pytest

from tautan.demo.layout import UNIT
from tautan.demo.processes import HOST
from tests.trust.kit.bad_input import PERSONA, good
from tests.trust.kit.officers import Ask
from tests.trust.kit.wire import Sent, send

pytestmark = pytest.mark.trust

SECONDS = 10
DEEP = 100_000


def port_of(scene, name):
    return scene.ports.gateway.own if name == "gateway" else scene.ports.nodes[name].own


def told(scene, name, raw):
    """All that a process answers to these bytes, until it hangs up or waits."""
    with socket.create_connection((HOST, port_of(scene, name)), SECONDS) as line:
        line.sendall(raw)
        answer = b""
        with suppress(TimeoutError):
            while block := line.recv(1 << 16):
                answer += block
        return answer


def raw_of(sent, *extra, without=()):
    """A request's bytes with further header lines."""
    headers = {n: v for n, v in sent.headers.items() if n not in without}
    lines = [f"{sent.method} {sent.path} HTTP/1.1", "Host: x", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, *extra, "", ""]).encode() + sent.body


def length(sent):
    return f"Content-Length: {len(sent.body)}"


def chunked(body):
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def statuses(answer):
    return [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]


def must_still_answer(scene):
    assert send(scene.gateway_itself, good(scene)).status == 200


@pytest.mark.parametrize("name", ["gateway", "ahu", UNIT])
@pytest.mark.parametrize(
    "lines",
    [
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
        ("Transfer-Encoding: xchunked",),
        ("Transfer-Encoding : chunked",),
        ("Content-Length: +5",),
        ("Content-Length: 0x5",),
        ("Content-Length: 5\x0b",),
        ("Content-Length: -1",),
        ("Content-Length: 5", " folded: line"),
        ("Name without colon",),
        ("Bad\x00name: x", "Content-Length: 5"),
    ],
    ids=repr,
)
def test_framing_that_can_be_read_two_ways_is_refused(scene, name, lines):
    head = ["POST /graphql HTTP/1.1", "Host: x", "Content-Type: application/json"]
    hidden = "0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    raw = "\r\n".join([*head, *lines, "", hidden]).encode("latin-1")
    answered = statuses(told(scene, name, raw))
    assert answered
    assert all(status >= 400 for status in answered)


def test_a_second_request_behind_the_first_needs_papers_of_its_own(scene):
    first = good(scene)
    second = Sent(first.body, {"Content-Type": "application/json"})
    raw = raw_of(first, length(first)).replace(b"Connection: close\r\n", b"", 1)
    answered = told(scene, "gateway", raw + raw_of(second, length(second)))
    assert statuses(answered) == [200, 401]


@pytest.mark.parametrize("header", ["Authorization", "Tautan-Statement"])
def test_papers_given_twice_are_refused(scene, header):
    """Two readers could each take another one of them."""
    mine, other = good(scene), good(scene)
    for raw in (
        raw_of(mine, f"{header}: {other.headers[header]}", length(mine)),
        raw_of(
            mine,
            f"{header}: {other.headers[header]}",
            f"{header}: {mine.headers[header]}",
            length(mine),
            without=(header,),
        ),
    ):
        (status,) = statuses(told(scene, "gateway", raw))
        assert status in {400, 401, 403}
    must_still_answer(scene)


HUGE = {
    "nested lists": b'{"query": "{__typename}", "variables": {"a": '
    + b"[" * DEEP
    + b"]" * DEEP
    + b"}}",
    "nested objects": b'{"query": "{__typename}", "variables": '
    + b'{"a":' * DEEP
    + b"1"
    + b"}" * DEEP
    + b"}",
    "nested selections": json.dumps(
        {"query": "{ " + "a { " * DEEP + "b" + " }" * DEEP + " }"}
    ).encode(),
    "nested values": json.dumps(
        {"query": "{ a(x: " + "[" * DEEP + "]" * DEEP + ") }"}
    ).encode(),
    "a number": b'{"query": "{__typename}", "variables": {"a": ' + b"9" * DEEP + b"}}",
    "text that is no text": b'{"query": "\xff\xfe"}',
    "half a character": rb'{"query": "{ a(x: \"\ud800\") }"}',
    "nothing": b"",
    "null": b"null",
    "null characters": b'{"query": "{ __type\\u0000name }"}',
    "one name twice": b'{"query": "{ a }", "query": "{ b }"}',
}


@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE)
def test_input_that_is_too_much_is_refused(scene, body):
    sent = Sent(body, good(scene).headers)
    reply = send(scene.gateway_itself, sent)
    assert 400 <= reply.status < 500
    assert reply.codes
    must_still_answer(scene)


@pytest.mark.parametrize(
    "document",
    [
        "{ " + " ".join(f"a{n}: __typename" for n in range(20_000)) + " }",
        "{ ...a } " + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(3_000)),
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }",
        "{ __typename " + "@include(if: true) " * 3_000 + "}",
        "query (" + " ".join(f"$v{n}: Int" for n in range(3_000)) + ") { __typename }",
    ],
    ids=["aliases", "fragments", "a circle", "directives", "variables"],
)  # fmt: skip
def test_an_operation_that_is_too_much_is_refused(scene, document):
    reply = send(
        scene.gateway_itself,
        scene.officer(PERSONA).request(Ask(document, "LOSS_FOLLOW_UP")),
    )
    assert reply.status == 400
    assert set(reply.codes) <= {
        "OPERATION_TOO_LARGE",
        "VALIDATION_FAILED",
        "SYNTAX_ERROR",
    }
    must_still_answer(scene)


def test_a_small_body_that_unpacks_to_much_is_not_unpacked(scene):
    sent = good(scene)
    packed = gzip.compress(b" " * 50_000_000)
    headers = {**sent.headers, "Content-Encoding": "gzip"}
    reply = send(scene.gateway_itself, Sent(packed, headers))
    assert 400 <= reply.status < 500
    must_still_answer(scene)


@pytest.mark.parametrize("name", ["gateway", "ahu", UNIT])
def test_a_header_without_end_is_cut_off(scene, name):
    raw = b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 5_000_000
    try:
        answered = statuses(told(scene, name, raw))
    except ConnectionError:
        answered = []
    assert all(status >= 400 for status in answered)
    reply = send(
        f"http://{HOST}:{port_of(scene, name)}", Sent(method="GET", path="/health")
    )
    assert reply.status == 200
