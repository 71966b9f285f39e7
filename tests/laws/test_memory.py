"""Law 2 in memory: gateway and unit hold no personal value after they served it.

All questions of the demonstration were asked. Then the memory of both processes is
written out, as a crash dump would, and searched. What a caller itself sent in a bad
request is set aside, and so are names of one word or a few letters: the
documentation of Python's libraries, which is in memory too, is full of them.
"""

import socket
import time
from contextlib import contextmanager

import pytest

from tautan.demo.canary import Needles, search
from tautan.demo.layout import UNIT
from tautan.demo.processes import HOST
from tautan.demo.steps import GATEWAY
from tests.trust.kit.bad_input import (
    foreign_passport_of,
    name_of,
    nik_of,
    passport_of,
)
from tests.trust.kit.memory import dump
from tests.trust.kit.scene import needles

pytestmark = pytest.mark.trust

FEWEST_LETTERS = 8
TO_ARRIVE = 0.5
"""Seconds that a request on the loopback interface has to reach the process."""


@pytest.fixture(scope="module")
def looked_for(scene):
    every = needles(scene.world)
    return Needles(
        niks=every.niks - {nik_of(scene).encode()},
        passports=every.passports
        - {passport_of(scene).encode(), foreign_passport_of(scene).encode()},
        names={
            name
            for name in every.names - {name_of(scene).encode()}
            if b" " in name and len(name) >= FEWEST_LETTERS
        },
    )


@pytest.mark.parametrize("name", [GATEWAY, UNIT])
def test_nothing_personal_but_what_was_planted_stands_in_memory(
    scene, asked, looked_for, tmp_path, name
):
    """Planted: a value of each kind, in the body of a request that has not ended."""
    assert asked > 0
    assert len(looked_for.names) > len(needles(scene.world).names) // 2
    ports, planted = scene.ports, looked_for.sample()
    port = ports.gateway.own if name == GATEWAY else ports.nodes[name].own
    pid = scene.demo.running.processes.running[name].pid
    with half_sent(port, b" ".join(planted)):
        core = dump(pid, tmp_path / "core")
    found = list(search([core], looked_for))
    assert {finding.kind for finding in found} == {"nik", "passport", "name"}
    held = core.read_bytes()
    core.unlink()
    assert all(held.startswith(planted, finding.offset) for finding in found)


@contextmanager
def half_sent(port, held):
    head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: %d\r\n\r\n" % (len(held) + 100)
    with socket.create_connection((HOST, port)) as connection:
        connection.sendall(head + length + held)
        time.sleep(TO_ARRIVE)
        yield
