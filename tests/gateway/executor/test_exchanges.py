"""What was sent is kept; a look-up counts as sent only with the same objects."""

from itertools import count

import pytest

from gateway.executor.exchanges import Exchanges
from gateway.executor.execution import Call, Ports
from gateway.executor.hop import PlainHop
from gateway.planner.plan import Entities, Fetch
from protocol.errors import SessionForgotten
from tests.support.memory import MemoryTransport


def fetch(kind, *entities):
    return Fetch(
        id=1, subgraph="s", kind=kind, document="d", variables=(), entities=entities
    )


LOOK_UP = fetch("query", Entities("_e0", "_r0", paths=(), representations=()))


@pytest.fixture
def transport():
    return MemoryTransport({"s": lambda _: {"data": {}}})


@pytest.fixture
def exchanges(transport):
    call = Call({}, {}, {}, PlainHop(), 1000.0)
    return Exchanges(call, Ports(transport, {"s": "http://s"}, lambda: 0.0, 1000.0))


@pytest.mark.parametrize("kind", ["query", "mutation"])
async def test_a_root_fetch_is_sent_once_however_it_is_written(
    exchanges, transport, kind
):
    first = await exchanges.post(fetch(kind), b'{"query": "a"}')
    assert await exchanges.post(fetch(kind), b'{"query":"a"}') is first
    assert len(transport.sent) == 1


async def test_a_look_up_of_the_same_objects_is_sent_once(exchanges, transport):
    first = await exchanges.post(LOOK_UP, b'{"variables": {"_r0": [1, 2]}}')
    assert await exchanges.post(LOOK_UP, b'{"variables": {"_r0": [1, 2]}}') is first
    assert len(transport.sent) == 1


async def test_a_look_up_in_another_order_is_sent_anew(exchanges, transport):
    await exchanges.post(LOOK_UP, b'{"variables": {"_r0": [1, 2]}}')
    await exchanges.post(LOOK_UP, b'{"variables": {"_r0": [2, 1]}}')
    assert [body["variables"]["_r0"] for _, body in transport.sent] == [[1, 2], [2, 1]]


class Forgetful(MemoryTransport):
    """Knows no session at first; notes how long each message may take."""

    async def post(self, outgoing):
        self.log.append(outgoing.seconds)
        if len(self.log) == 1:
            raise SessionForgotten
        return await super().post(outgoing)


async def test_what_is_sent_again_signed_has_what_time_is_left():
    """The clock of this test goes on by a second at each look."""
    transport = Forgetful({"s": lambda _: {"data": {}}})
    call, clock = Call({}, {}, {}, PlainHop(), 10.0), count().__next__
    ports = Ports(transport, {"s": "http://s"}, clock, 1000.0)
    received = await Exchanges(call, ports).post(fetch("query"), b"{}")
    assert received.failure is None
    assert transport.log[:2] == [10.0, 9.0]
