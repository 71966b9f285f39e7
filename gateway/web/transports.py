"""The transport to subgraphs that settings ask for."""

from gateway.executor.sharing_transport import SharingTransport
from gateway.executor.thin_transport import ThinTransport
from gateway.executor.transport import StreamingTransport
from gateway.settings import HttpClient, Settings
from gateway.web.tls import client_context


def transport_of(settings: Settings) -> StreamingTransport:
    """Make the transport; no connection is opened before one is needed.

    Raises:
        SettingsError: a certificate or key can't be used.
    """
    made = _client(settings)
    return SharingTransport(made) if settings.transport.share_identical else made


def _client(settings: Settings) -> StreamingTransport:
    chosen, limits = settings.transport, settings.limits
    tls = client_context(chosen.tls)
    streams = max(1, settings.subscriptions.most)
    match chosen.client:
        case HttpClient.THIN:
            return ThinTransport(
                max_bytes=limits.answer_bytes,
                connections=limits.connections,
                streams=streams,
                tls=tls,
            )
        case HttpClient.AIOHTTP:
            from gateway.executor.http_transport import (  # noqa: PLC0415 - few use it
                HttpTransport,
            )

            return HttpTransport(
                max_bytes=limits.answer_bytes,
                connections=limits.connections,
                streams=streams,
                tls=tls,
                proxy=chosen.proxy,
            )
