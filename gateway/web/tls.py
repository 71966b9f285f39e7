"""TLS to subgraphs, from files that settings name."""

import ssl

from gateway.errors import SettingsError
from gateway.settings import Tls


def client_context(tls: Tls) -> ssl.SSLContext | None:
    """Believe an authority, and show a certificate of our own if there is one.

    Returns:
        None where nothing is set: then a transport makes its own context when it
        first meets an https URL, and costs nothing before.

    Raises:
        SettingsError: a file can't be read or doesn't hold what it should.
    """
    if tls == Tls():
        return None
    try:
        context = ssl.create_default_context(cafile=tls.ca)
    except (OSError, ValueError) as error:
        raise SettingsError(f"tls.ca {tls.ca}: {_reason(error)}") from None
    if tls.certificate is not None:
        try:
            context.load_cert_chain(tls.certificate, tls.key)
        except (OSError, ValueError) as error:
            where = f"tls.certificate {tls.certificate}, tls.key {tls.key}"
            raise SettingsError(f"{where}: {_reason(error)}") from None
    return context


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "no PEM certificate with its key"
    return getattr(error, "strerror", None) or type(error).__name__
