"""Whatever servers and callers do, a reply belongs to its request and no place is lost."""

import asyncio
from collections import Counter
from random import Random  # noqa: TID251 - no secret is drawn

import pytest

from gateway.executor.sharing_transport import SharingTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing
from protocol.errors import TautanError
from tests.support.raw_server import chunked, hanging, raw_server, whole

CODES = {"AGENCY_UNREACHABLE", "AGENCY_GARBLED", "AGENCY_TIMEOUT"}


async def cut(exchange, _reply, _place):
    exchange.cut()


async def cut_within(exchange, reply, place):
    await exchange.write(reply[:place])
    exchange.cut()


async def cut_behind(exchange, reply, _place):
    await exchange.write(reply)
    exchange.cut()


async def answer_twice(exchange, reply, _place):
    await exchange.write(reply + whole(b"spare"))


async def garble(exchange, _reply, _place):
    await exchange.write(b"nonsense\r\n\r\n")


async def hang(exchange, _reply, _place):
    await hanging(exchange)


async def echo(exchange, reply, place):
    await exchange.write(reply[:place], reply[place:])


MOODS = [cut, cut_within, cut_behind, answer_twice, garble, hang, *[echo] * 6]


def moody(random):
    """A server that echoes, mostly."""

    async def answer(exchange):
        if random.random() < 0.3:
            await asyncio.sleep(random.random() * 0.01)
        reply = random.choice([whole, chunked])(exchange.body)
        mood = random.choice(MOODS)
        await mood(exchange, reply, random.randrange(1, len(reply)))

    return answer


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("sharing", [False, True])
async def test_every_reply_is_that_of_its_own_request(seed, sharing):
    random = Random(seed)  # noqa: S311 - no secret is drawn
    thin = ThinTransport(max_bytes=1000, connections=20)
    transport = SharingTransport(thin) if sharing else thin

    async def ask(number, url, seconds=0.2):
        body = b"%d" % (number % 40)
        repeatable = random.random() < 0.8
        outgoing = Outgoing("ahu", url, body, {}, seconds, repeatable=repeatable)
        try:
            async with asyncio.timeout(random.choice([0.005, 1.0])):
                reply = await transport.post(outgoing)
        except TautanError as error:
            return error.code
        except TimeoutError:
            return "left"
        return "echo" if reply.body == body else "another's reply"

    async with raw_server(moody(random)) as server:
        found = Counter(
            await asyncio.gather(*(ask(one, server.url) for one in range(200)))
        )
        assert found.keys() <= {"echo", "left", *CODES}
        assert found["echo"]
        server.answer = lambda exchange: exchange.write(whole(exchange.body))
        after = {await ask(one, server.url, seconds=5.0) for one in range(20)}
        assert "echo" in after <= {"echo", "left"}
        async with asyncio.timeout(5):
            await transport.close()
