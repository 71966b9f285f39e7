"""Settings choose the transport, and refuse what does not go together."""

import textwrap
from pathlib import Path

import pytest

from gateway.errors import SettingsError
from gateway.executor.http_transport import HttpTransport
from gateway.executor.sharing_transport import SharingTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import Outgoing
from gateway.settings import Settings, read_settings
from gateway.web.transports import transport_of
from tests.support.certificates import Authority
from tests.support.raw_server import raw_server, replying, whole

OPEN = "mode: open\nsupergraph: a.graphql\n"
GUARDED = """
supergraph: a.graphql
guarded:
  agreements: agreements
  issuer: {name: i, jwks_file: k}
  audience: a
  key: k
  peers: p
  audit: l
  registry: {officers: o}
"""


def settings(transport, rest=OPEN, at="gateway.yaml"):
    text = rest + "transport:\n" + textwrap.indent(transport, "  ")
    return read_settings(text, Path(at))


def test_the_thin_transport_is_the_default():
    made = transport_of(read_settings(OPEN, Path("gateway.yaml")))
    assert isinstance(made, ThinTransport)


@pytest.mark.parametrize(
    ("transport", "kind"),
    [
        ("client: thin", ThinTransport),
        ("client: aiohttp", HttpTransport),
        ("share_identical: true", SharingTransport),
    ],
)
def test_settings_choose_the_transport(transport, kind):
    assert isinstance(transport_of(settings(transport)), kind)


@pytest.mark.parametrize(
    ("transport", "rest", "named"),
    [
        ("proxy: http://p/", OPEN, "a proxy needs client: aiohttp"),
        ("tls: {key: k.pem}", OPEN, "a key needs its certificate"),
        ("client: other", OPEN, "client"),
        ("share_identical: true", GUARDED, "share_identical is for mode open"),
    ],
)
def test_what_does_not_go_together_is_refused(transport, rest, named):
    with pytest.raises(SettingsError, match=named):
        settings(transport, rest)


def test_files_are_taken_from_the_settings_and_named(tmp_path):
    chosen = settings("tls: {ca: missing.pem}", at=tmp_path / "gateway.yaml")
    assert chosen.transport.tls.ca == tmp_path / "missing.pem"
    with pytest.raises(SettingsError, match=r"missing\.pem: No such file"):
        transport_of(chosen)


async def post(chosen: Settings, url: str):
    transport = transport_of(chosen)
    try:
        return await transport.post(Outgoing("ahu", url, b"{}", {}, 5.0))
    finally:
        await transport.close()


async def test_mutual_tls_as_set(tmp_path):
    authority = Authority(tmp_path)
    ours = authority.issue("gateway")
    tls = f"ca: {authority.file.name}, certificate: {ours.certificate.name}"
    chosen = settings(
        f"tls: {{{tls}, key: {ours.key.name}}}", at=tmp_path / "gateway.yaml"
    )
    server_tls = authority.server(mutual=True)
    async with raw_server(replying(whole()), tls=server_tls) as server:
        assert (await post(chosen, server.url)).body == b"{}"


async def test_a_proxy_is_asked_for_the_whole_url():
    async with raw_server(replying(whole())) as proxy:
        at = proxy.url.removesuffix("graphql")
        chosen = settings(f"client: aiohttp\nproxy: {at}")
        assert (await post(chosen, "http://elsewhere.invalid/graphql")).status == 200
        line = proxy.seen[0].head.split(b"\r\n")[0]
    assert line == b"POST http://elsewhere.invalid/graphql HTTP/1.1"
