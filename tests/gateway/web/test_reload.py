"""What is served changes with its sources, and no request is lost by it."""

import asyncio
import contextlib
import json
import signal

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.errors import SettingsError
from gateway.executor.http_transport import HttpTransport
from gateway.settings import SubgraphSetting
from gateway.web import sources as sources_module
from gateway.web.metrics import Metrics
from gateway.web.reload import Reloader
from gateway.web.serving import Serving
from gateway.web.sources import Sources
from tests.support.benchmark import benchmark
from tests.support.federations import composed, open_gateway, running
from tests.support.gateway_process import process
from tests.support.subgraphs import Subgraph, serving


class Place:
    """A source that the test changes."""

    def __init__(self):
        self.now = "1"
        self.asked = []
        self.moving = False

    async def look(self, *, everywhere):
        self.asked.append(everywhere)
        if self.moving:
            self.now += "."
        return self.now


def watching(build, place=None, every_seconds=0.01):
    serving, metrics = Serving(open_gateway(composed(benchmark()))), Metrics()
    place = place or Place()
    return Reloader(serving, place, build, metrics, every_seconds, "1"), place


def made(gateway):
    async def build():
        if isinstance(gateway, Exception):
            raise gateway
        return gateway

    return build


NEWER = open_gateway(composed(benchmark()))


async def test_nothing_is_built_while_nothing_changes():
    reloader, _ = watching(made(RuntimeError()))
    await reloader.check()
    assert (reloader.serving.edition, reloader.serving.refused) == (1, None)


async def test_a_change_is_served_from_the_next_request_on():
    reloader, place = watching(made(NEWER))
    told = []
    stop = reloader.serving.on_exchange(lambda: told.append(1))
    before, place.now = reloader.serving.gateway, "2"
    await reloader.check()
    assert reloader.serving.gateway is NEWER is not before
    assert (reloader.serving.edition, reloader.seen, told) == (2, "2", [1])
    stop()
    place.now = "3"
    await reloader.check()
    assert told == [1]
    assert b'tautan_gateway_reloads_total{outcome="ok"} 2.0' in reloader.metrics.text()


async def test_what_still_moves_is_left_alone():
    reloader, place = watching(made(NEWER))
    place.moving = True
    await reloader.check()
    assert reloader.serving.edition == 1
    place.moving = False
    await reloader.check()
    assert reloader.serving.edition == 2


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (SettingsError("they do not fit:\nwhere\nmore"), "they do not fit: where"),
        (OSError("gone"), "gone"),
        (ZeroDivisionError("a value"), "unexpected ZeroDivisionError"),
    ],
)
async def test_what_can_not_be_served_is_refused_once_and_the_old_goes_on(error, said):
    reloader, place = watching(made(error))
    before, place.now = reloader.serving.gateway, "2"
    await reloader.check()
    await reloader.check()
    assert reloader.serving.gateway is before
    assert (reloader.serving.edition, reloader.serving.refused) == (1, said)
    refused = b'tautan_gateway_reloads_total{outcome="refused"} 1.0'
    assert refused in reloader.metrics.text()
    reloader.build, place.now = made(NEWER), "3"
    await reloader.check()
    assert reloader.serving.refused is None


async def until(condition):
    for _ in range(1_000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never became so")


async def test_it_looks_again_and_again_and_at_once_when_woken():
    reloader, place = watching(made(NEWER))
    task = asyncio.create_task(reloader.run())
    await until(lambda: len(place.asked) > 2)
    assert not any(place.asked)
    reloader.wake()
    await until(lambda: any(place.asked))
    task.cancel()


async def test_without_an_interval_it_only_looks_when_woken():
    reloader, place = watching(made(NEWER), every_seconds=0)
    task = asyncio.create_task(reloader.run())
    await asyncio.sleep(0.05)
    assert place.asked == []
    place.now = "2"
    reloader.wake()
    await until(lambda: reloader.serving.edition == 2)
    task.cancel()


async def test_a_look_that_fails_does_not_end_the_watch():
    place = Place()
    good = place.look

    async def bad(*, everywhere):
        place.look = good
        raise PermissionError(everywhere)

    place.look = bad
    reloader, _ = watching(made(NEWER), place)
    task = asyncio.create_task(reloader.run())
    await until(lambda: place.asked)
    task.cancel()


HELLO = "type Query { hello: String }"


async def test_the_digest_is_that_of_files_and_of_what_subgraphs_said(tmp_path):
    file = tmp_path / "a.graphql"
    file.write_text(HELLO)
    b = Subgraph("b", "type Query { b: Int }")
    async with running([b]):
        listed = (
            SubgraphSetting(name="a", url="http://a.test/", sdl_file=file),
            SubgraphSetting(name="b", url=b.url),
        )
        folder = tmp_path / "agreements"
        folder.mkdir()
        clock = [0.0]
        transport = HttpTransport(max_bytes=10_000)
        manifest = tmp_path / "manifest.jws"
        sources = Sources(
            None,
            listed,
            (folder,),
            transport,
            10.0,
            clock=lambda: clock[0],
            manifest=manifest,
        )
        await sources.ask()
        seen = [await sources.look(everywhere=False)]
        assert "hello: String" in sources.sdl()
        assert await sources.look(everywhere=False) == seen[0]
        file.write_text(HELLO.replace("hello", "hallo"))
        seen.append(await sources.look(everywhere=False))
        (folder / "one.yaml").write_text("x")
        seen.append(await sources.look(everywhere=False))
        manifest.write_text("2")
        seen.append(await sources.look(everywhere=False))
        assert len(set(seen)) == 4
        await transport.close()


@pytest.fixture
async def transport():
    made = HttpTransport(max_bytes=10_000)
    yield made
    await made.close()


class Slow:
    """A subgraph that gives its SDL from the third question on."""

    def __init__(self):
        self.asked = 0

    def app(self):
        async def answer(_):
            self.asked += 1
            data = {"_service": {"sdl": HELLO}} if self.asked > 2 else None
            return JSONResponse({"data": data})

        return Starlette(routes=[Route("/", answer, methods=["POST"])])


async def test_a_subgraph_that_starts_slowly_is_waited_for(transport, monkeypatch):
    monkeypatch.setattr(sources_module, "AGAIN_SECONDS", 0.01)
    slow = Slow()
    async with serving(slow.app()) as url:
        one = SubgraphSetting(name="slow", url=f"{url}/")
        sources = Sources(None, (one,), (), transport)
        with pytest.raises(SettingsError, match="slow at http"):
            await sources.ask()
        await sources.ask(patience_seconds=5)
    assert slow.asked == 3
    assert "hello" in sources.sdl()


async def test_subgraphs_are_asked_again_when_it_is_time(transport):
    said, clock = [HELLO], [0.0]

    async def answer(_):
        return JSONResponse({"data": {"_service": {"sdl": said[0]}}})

    app = Starlette(routes=[Route("/", answer, methods=["POST"])])
    async with serving(app) as url:
        one = SubgraphSetting(name="one", url=f"{url}/")
        sources = Sources(None, (one,), (), transport, 10, lambda: clock[0])
        await sources.ask()
        first = await sources.look(everywhere=False)
        said[0] = HELLO.replace("hello", "hallo")
        assert await sources.look(everywhere=False) == first
        clock[0] = 10.0
        second = await sources.look(everywhere=False)
        assert second != first
        said[0] = HELLO
        assert await sources.look(everywhere=True) == first
    clock[0] = 20.0
    assert await sources.look(everywhere=False) == first  # away: what it said holds


class Live:
    """A gateway process under load, and the file that it is made from."""

    def __init__(self, folder, http, url, started):
        self.sdl = folder / "one.graphql"
        self.http = http
        self.url = url
        self.started = started
        self.answers = []
        self.loading = True

    async def ask(self, query):
        async with self.http.post(self.url, json={"query": query}) as reply:
            return await reply.json(content_type=None)

    async def load(self):
        while self.loading:
            self.answers.append(await self.ask("{ old }"))

    async def health(self):
        async with self.http.get(self.url.replace("graphql", "health")) as reply:
            return await reply.json()

    async def becomes(self, **wanted):
        for _ in range(400):
            said = await self.health()
            if all(said.get(name) == value for name, value in wanted.items()):
                return said
            await asyncio.sleep(0.05)
        raise AssertionError(said)


ONE = "type Query { old: Int }"
TWO = "type Query { old: Int new: Int }"
BROKEN = "type Query { old: Nowhere }"
REFUSED = (
    "The subgraphs do not compose: INVALID_GRAPHQL: "
    'subgraph "one" names the type Nowhere, which it does not define'
)


@contextlib.asynccontextmanager
async def live(folder):
    resolvers = {"Query.old": lambda *_: 1, "Query.new": lambda *_: 2}
    one = Subgraph("one", TWO, resolvers=resolvers)
    async with running([one]), aiohttp.ClientSession() as http:
        (folder / "one.graphql").write_text(ONE)
        listed = [{"name": "one", "url": one.url, "sdl_file": "one.graphql"}]
        (folder / "subgraphs.json").write_text(json.dumps(listed))
        async with process("--subgraphs", folder / "subgraphs.json", "--port", 0) as (
            url,
            started,
        ):
            yield Live(folder, http, url, started)


async def test_a_process_under_load_loses_no_request_and_refuses_what_is_broken(
    tmp_path,
):
    async with live(tmp_path) as gateway:
        loads = [asyncio.create_task(gateway.load()) for _ in range(8)]
        first = await gateway.health()
        gateway.sdl.write_text(TWO)
        gateway.started.send_signal(signal.SIGHUP)
        second = await gateway.becomes(edition=2)
        assert (await gateway.ask("{ new }"))["data"] == {"new": 2}
        gateway.sdl.write_text(BROKEN)
        third = await gateway.becomes(refused=REFUSED)
        gateway.sdl.write_text(ONE)
        fourth = await gateway.becomes(edition=3)
        gateway.loading = False
        await asyncio.gather(*loads)
    assert first["supergraph"] == fourth["supergraph"] != second["supergraph"]
    assert third["supergraph"] == second["supergraph"]
    assert "refused" not in fourth
    assert len(gateway.answers) > 20
    assert all(one["data"] == {"old": 1} for one in gateway.answers)
    assert not any("errors" in one for one in gateway.answers)
