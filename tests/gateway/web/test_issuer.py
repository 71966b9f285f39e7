"""The issuer's keys: from a file, from a URL, and kept fresh."""

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from gateway.errors import SettingsError
from gateway.web import issuer
from gateway.web.issuer import own_keys
from protocol.keys import KeySet, SigningKey
from tests.support.subgraphs import serving


def served(documents):
    async def answer(_request):
        return JSONResponse(documents[0])

    return Starlette(routes=[Route("/jwks.json", answer)])


def jwks(kid):
    return KeySet.of([SigningKey.generate(kid)]).jwks()


async def test_keys_from_a_url_follow_a_rotation_and_outlive_an_outage(monkeypatch):
    monkeypatch.setattr(issuer, "EVERY_SECONDS", 0.01)
    documents = [jwks("old")]
    async with serving(served(documents)) as url:
        keys = own_keys(f"{url}/jwks.json")
        assert keys.current().keys == {}
        await keys.load()
        assert set(keys.current().keys) == {"old"}
        task = asyncio.create_task(keys.keep_fresh())
        documents[0] = jwks("new")
        async with asyncio.timeout(5):
            while "new" not in keys.current().keys:  # noqa: ASYNC110 - no event to wait for
                await asyncio.sleep(0.01)
        documents[0] = {"keys": "none"}
        await asyncio.sleep(0.1)
        assert set(keys.current().keys) == {"new"}
    await asyncio.sleep(0.05)
    assert set(keys.current().keys) == {"new"}
    task.cancel()


async def test_keys_from_a_file(tmp_path):
    path = tmp_path / "issuer.jwks"
    path.write_text('{"keys": []}')
    keys = own_keys(path)
    with pytest.raises(SettingsError, match="issuer keys"):
        await keys.load()
    await asyncio.wait_for(keys.keep_fresh(), 1)  # a file is read once


async def test_a_url_that_gives_no_keys():
    async with serving(served([{"no": "keys"}])) as url:
        with pytest.raises(SettingsError, match="issuer keys"):
            await own_keys(f"{url}/jwks.json").load()
        with pytest.raises(SettingsError, match="issuer keys"):
            await own_keys(f"{url}/elsewhere").load()
