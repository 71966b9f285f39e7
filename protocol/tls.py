"""TLS between processes: who shows which certificate, and whom the other believes.

TLS keeps others from reading along and from speaking at all; who asked what rests on
signatures and statements above it. Where both sides show certificates (mutual TLS),
a stranger does not get as far as a request. Version 1.2 or later (RFC 8446, RFC 9325).
"""

import ssl
from pathlib import Path
from typing import Self

from pydantic import model_validator

from protocol.errors import KeyFileError
from protocol.records import Record


class ServerTls(Record):
    """What a process shows to whoever connects, and whom it lets in; PEM files."""

    certificate: Path
    """Its own certificate, with any between it and its authority."""
    key: Path
    """The certificate's private key."""
    clients: Path | None = None
    """Authorities that clients' certificates are signed by; who shows none of them is
    turned away before any request. Left out, clients show none."""


class ClientTls(Record):
    """Whom a process believes when it connects, and what it shows; PEM files."""

    ca: Path | None = None
    """Authorities of the other's certificate; the system's if left out."""
    certificate: Path | None = None
    """Its own, where the other asks for one (mutual TLS), and"""
    key: Path | None = None
    """its private key, if that is not in the same file."""

    @model_validator(mode="after")
    def _certified(self) -> Self:
        if self.key is not None and self.certificate is None:
            raise ValueError("a key needs its certificate")
        return self


def server_context(tls: ServerTls, home: Path) -> ssl.SSLContext:
    """The context of a process that is connected to.

    Args:
        tls: What its settings say.
        home: The directory that paths are relative to.

    Raises:
        KeyFileError: A file can't be used.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _show(context, home / tls.certificate, home / tls.key)
    if tls.clients is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        _believe(context, home / tls.clients)
    return context


def client_context(tls: ClientTls, home: Path) -> ssl.SSLContext | None:
    """The context of a process that connects; None where nothing is set.

    Args:
        tls: What its settings say.
        home: The directory that paths are relative to.

    Raises:
        KeyFileError: A file can't be used.
    """
    if tls == ClientTls():
        return None
    context = ssl.create_default_context()
    if tls.ca is not None:
        # the authority that is named, and not the system's besides
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _believe(context, home / tls.ca)
    if tls.certificate is not None:
        _show(context, home / tls.certificate, home / (tls.key or tls.certificate))
    return context


def _believe(context: ssl.SSLContext, authorities: Path) -> None:
    try:
        context.load_verify_locations(authorities)
    except OSError as error:
        raise _unusable(authorities, error) from None


def _show(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    try:
        context.load_cert_chain(certificate, key)
    except OSError as error:
        raise _unusable(certificate, error) from None


def _unusable(path: Path, error: OSError) -> KeyFileError:
    if isinstance(error, ssl.SSLError):
        return KeyFileError(f"{path}: no PEM certificate, or not with its key")
    return KeyFileError(f"{path}: {error.strerror}")
