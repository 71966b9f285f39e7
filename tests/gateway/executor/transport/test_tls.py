"""TLS and mutual TLS to subgraphs, on both transports, with certificates of the run."""

import asyncio

import pytest

from gateway.errors import SettingsError
from gateway.executor.http_transport import HttpTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing
from gateway.web.tls import client_context
from protocol.errors import TautanError
from protocol.tls import ClientTls
from tests.support.certificates import Authority
from tests.support.raw_server import RawServer, cutting, raw_server, replying, whole

BOTH = pytest.mark.parametrize("kind", [ThinTransport, HttpTransport])


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("stranger"), "stranger")


def outgoing(url):
    return Outgoing("ahu", url, b"{}", {}, 5.0, repeatable=True)


async def asked(kind, tls, server, times=1):
    """Ask; returns the status, or the code of the refusal."""
    transport = kind(max_bytes=1000, tls=tls)
    try:
        for _ in range(times - 1):
            await transport.post(outgoing(server.url))
        return (await transport.post(outgoing(server.url))).status
    except TautanError as error:
        return error.code
    finally:
        await transport.close()


@BOTH
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_subgraph_of_a_known_authority_is_believed(kind, host, authority):
    tls = client_context(ClientTls(ca=authority.file))
    server_tls = authority.server(mutual=False)
    async with raw_server(replying(whole()), host=host, tls=server_tls) as server:
        assert await asked(kind, tls, server, times=3) == 200
        assert server.per_connection == [3]


@BOTH
async def test_another_authority_or_name_is_not(kind, authority, stranger):
    server_tls = stranger.server(mutual=False)
    async with raw_server(replying(whole()), tls=server_tls) as server:
        believed = client_context(ClientTls(ca=authority.file))
        assert await asked(kind, believed, server) == "AGENCY_UNREACHABLE"
        assert await asked(kind, None, server) == "AGENCY_UNREACHABLE"
        assert server.seen == []
    server_tls = authority.server(mutual=False)
    async with raw_server(
        replying(whole()), host="127.0.0.2", tls=server_tls
    ) as server:
        assert await asked(kind, believed, server) == "AGENCY_UNREACHABLE"
        assert server.seen == []


@BOTH
async def test_mutual_tls_shows_our_certificate(kind, authority, stranger):
    ours, theirs = authority.issue("gateway"), stranger.issue("gateway")
    server_tls = authority.server(mutual=True)
    shown = []

    async def answer(exchange):
        shown.append(exchange.writer.get_extra_info("peercert"))
        await exchange.write(whole())

    async with raw_server(answer, tls=server_tls) as server:
        right = ClientTls(ca=authority.file, certificate=ours.certificate, key=ours.key)
        assert await asked(kind, client_context(right), server, times=2) == 200
        assert shown[0]["subject"] == ((("commonName", "gateway"),),)
        wrong = ClientTls(
            ca=authority.file, certificate=theirs.certificate, key=theirs.key
        )
        for tls in (wrong, ClientTls(ca=authority.file)):
            assert (
                await asked(kind, client_context(tls), server) == "AGENCY_UNREACHABLE"
            )
        assert len(server.seen) == 2


@BOTH
async def test_a_plain_server_behind_an_https_url_is_unreachable(kind, authority):
    async def answer(_reader, writer):
        writer.write(whole(status=b"400 Bad Request"))
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        url = f"https://127.0.0.1:{port}/"
        tls = client_context(ClientTls(ca=authority.file))
        assert await asked(kind, tls, RawServer(answer, url)) == "AGENCY_UNREACHABLE"


@BOTH
async def test_a_kept_tls_connection_that_was_closed_is_replaced(kind, authority):
    async def answer(exchange):
        await (cutting() if exchange.number else replying(whole()))(exchange)

    tls = client_context(ClientTls(ca=authority.file))
    async with raw_server(answer, tls=authority.server(mutual=False)) as server:
        assert await asked(kind, tls, server, times=2) == 200
        assert server.per_connection == [2, 1]


def test_files_that_can_not_be_used_are_named(authority, tmp_path):
    issued = authority.issue("named")
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for tls, named in [
        (
            ClientTls(ca=tmp_path / "missing.pem"),
            r"transport.tls: .*missing.pem: No such file",
        ),
        (ClientTls(ca=empty), r"transport.tls: .*empty.pem: no PEM"),
        (ClientTls(certificate=empty), r"transport.tls: .*empty.pem"),
        (
            ClientTls(certificate=issued.certificate, key=authority.issue("other").key),
            "its key",
        ),
    ]:
        with pytest.raises(SettingsError, match=named):
            client_context(tls)


def test_nothing_set_is_nothing_made():
    assert client_context(ClientTls()) is None
