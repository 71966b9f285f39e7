"""Mutual TLS on every hop: who shows no certificate of ours does not get to a request."""

import asyncio
import ssl
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from protocol.dates import system_clock
from protocol.errors import KeyFileError, TautanError
from protocol.keys import KeySet, SigningKey
from protocol.tls import ClientTls, ServerTls, client_context, server_context
from subgraphs.encoder.deliver import Courier
from subgraphs.sdk.errors import SettingsInvalid
from subgraphs.sdk.fetch import fetch
from subgraphs.sdk.serving import server_of
from subgraphs.sdk.settings import Listen, NodeSettings, read_settings
from tests.support.certificates import Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def tls(authority: Authority) -> ServerTls:
    node = authority.issue("node")
    return ServerTls(certificate=node.certificate, key=node.key, clients=authority.file)


@asynccontextmanager
async def serving(tls: ServerTls | None, port: int, asked: list[str]):
    """What a node serves with: the same server, another application."""

    async def answer(http):
        asked.append(http.url.path)
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "PUT"])])
    server = server_of(app, Listen(port=port, tls=tls), Path("/nowhere"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 -- uvicorn tells by a flag alone
        await asyncio.sleep(0.01)
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


@pytest.fixture
def port(unused_url: str) -> int:
    return int(unused_url.rpartition(":")[2])


def shown(authority: Authority, of: Authority | None) -> ssl.SSLContext:
    """A client that believes one authority, and shows a certificate of another."""
    setting = ClientTls(ca=authority.file)
    if of is not None:
        issued = of.issue("client")
        setting = ClientTls(
            ca=authority.file, certificate=issued.certificate, key=issued.key
        )
    made = client_context(setting, Path("/nowhere"))
    assert made is not None
    return made


async def test_who_shows_a_certificate_of_ours_is_let_in(
    authority: Authority, tls: ServerTls, port: int
) -> None:
    asked: list[str] = []
    async with serving(tls, port, asked) as url:
        assert await fetch(f"{url}/keys", shown(authority, authority)) == b"ok"
    assert asked == ["/keys"]


async def test_nobody_else_gets_to_a_request(
    authority: Authority, tls: ServerTls, port: int, tmp_path: Path
) -> None:
    """Without a certificate, with another authority's, and in the clear."""
    other = Authority(tmp_path, "other")
    asked: list[str] = []
    async with serving(tls, port, asked) as url:
        for context in (shown(authority, None), shown(authority, other)):
            with pytest.raises(OSError, match=r"Client|Server"):
                await fetch(f"{url}/keys", context)
        with pytest.raises(OSError, match=r"Server|Client"):
            await fetch(f"{url.replace('https', 'http')}/keys")
    assert asked == []


async def test_a_server_of_another_authority_is_not_believed(
    authority: Authority, tls: ServerTls, port: int, tmp_path: Path
) -> None:
    other = Authority(tmp_path, "other")
    asked: list[str] = []
    async with serving(tls, port, asked) as url:
        with pytest.raises(OSError, match="Certificate"):
            await fetch(f"{url}/keys", shown(other, authority))
        with pytest.raises(OSError, match="Certificate"):
            await fetch(f"{url}/keys")
    assert asked == []


async def test_clients_show_none_where_none_are_asked_for(
    authority: Authority, tls: ServerTls, port: int
) -> None:
    asked: list[str] = []
    open_to_all = ServerTls(certificate=tls.certificate, key=tls.key)
    async with serving(open_to_all, port, asked) as url:
        assert await fetch(f"{url}/keys", shown(authority, None)) == b"ok"


async def test_an_encoder_shows_its_certificate_to_the_unit(
    authority: Authority, tls: ServerTls, port: int
) -> None:
    """The unit here signs nothing, so the answer is refused; the file arrived."""
    key = SigningKey.generate("encoder:dukcapil")
    asked: list[str] = []
    async with serving(tls, port, asked) as url:
        for context, code in (
            (shown(authority, authority), "ANSWER_TAMPERED"),
            (shown(authority, None), "AGENCY_UNREACHABLE"),
        ):
            courier = Courier("dukcapil", key, KeySet.of([key]), url, context)
            with pytest.raises(TautanError) as refused:
                await courier.deliver(b"PAR1", system_clock)
            assert refused.value.code == code
    assert asked == ["/encodings/dukcapil"]


def test_old_versions_are_refused(authority: Authority, tls: ServerTls) -> None:
    """RFC 8996: TLS 1.0 and 1.1 are no more."""
    for context in (shown(authority, authority), server_context(tls, Path())):
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_files_that_cannot_be_used_are_named(
    authority: Authority, tmp_path: Path
) -> None:
    issued, other = authority.issue("node"), authority.issue("other")
    empty = tmp_path / "empty.pem"
    empty.touch()
    wrong = {
        "missing.pem": ServerTls(certificate=Path("missing.pem"), key=issued.key),
        "node.pem": ServerTls(certificate=issued.certificate, key=other.key),
        "empty.pem": ServerTls(
            certificate=issued.certificate, key=issued.key, clients=empty
        ),
    }
    for name, setting in wrong.items():
        with pytest.raises(KeyFileError, match=name):
            server_context(setting, tmp_path)
    with pytest.raises(KeyFileError, match="empty"):
        client_context(ClientTls(ca=empty), tmp_path)
    assert client_context(ClientTls(), tmp_path) is None
    both = tmp_path / "both.pem"
    both.write_bytes(issued.certificate.read_bytes() + issued.key.read_bytes())
    assert client_context(ClientTls(certificate=Path("both.pem")), tmp_path)


def test_settings_say_what_is_missing(federation) -> None:
    listen = {"port": 8101, "tls": {"certificate": "node.pem"}}
    config = federation.settings("kemenko", listen=listen)
    with pytest.raises(SettingsInvalid, match=r"listen\.tls\.key"):
        read_settings(config, NodeSettings)
    with pytest.raises(ValueError, match="needs its certificate"):
        ClientTls(key=Path("k"))
