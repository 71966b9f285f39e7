"""TLS to subgraphs, from files that settings name."""

import ssl
from pathlib import Path

from gateway.errors import SettingsError
from protocol import tls
from protocol.errors import KeyFileError


def client_context(setting: tls.ClientTls) -> ssl.SSLContext | None:
    """Believe an authority, and show a certificate of our own if there is one.

    Returns:
        None where nothing is set: then a transport makes its own context when it
        first meets an https URL, and costs nothing before.

    Raises:
        SettingsError: a file can't be read or doesn't hold what it should.
    """
    try:
        return tls.client_context(setting, Path())
    except KeyFileError as error:
        raise SettingsError(f"transport.tls: {error.diagnostics}") from None
