"""The issuer's keys come from a file or a URL, and a new key is found."""

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from protocol.errors import KeyFileError
from protocol.keys import KeySet, SigningKey
from protocol.statements import Way
from subgraphs.sdk.issuer import issuer_keys, key_id_of

QUERY = "{ residentCount { value } }"


async def test_a_node_fetches_the_keys_and_finds_a_new_one(
    federation, officer, serve
) -> None:
    analyst = officer("kemendagri.dukcapil", (), ("REGISTER_UPDATE",))

    async def jwks(_http):
        return JSONResponse(KeySet.of([federation.issuer]).jwks())

    app = Starlette(routes=[Route("/jwks.json", jwks)])
    async with serve(app) as url:
        issuer = {"id": "https://idp.example", "jwks": f"{url}/jwks.json"}
        async with federation.node("dukcapil", issuer=issuer) as node:
            reply = await federation.ask(node, analyst, QUERY, way=Way.COUNT)
            assert reply.codes == []
            federation.issuer = SigningKey.generate("idp-2")
            federation.clock.pass_by(20)
            reply = await federation.ask(node, analyst, QUERY, way=Way.COUNT)
            assert reply.codes == []
            assert reply.data == {"residentCount": {"value": 0}}


async def test_an_issuer_that_is_down_is_told(unused_url, federation, tmp_path) -> None:
    keys = issuer_keys(unused_url, tmp_path, federation.clock)
    with pytest.raises(KeyFileError):
        await keys(None)


@pytest.mark.parametrize("token", ["", "no token", "e30.e30.x", "eyJraWQiOjd9.e30.x"])
def test_a_token_that_names_no_key_names_none(token) -> None:
    assert key_id_of(token) is None
