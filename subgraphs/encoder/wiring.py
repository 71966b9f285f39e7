"""What an encoder's settings name, loaded: what its commands work with."""

import asyncio
from importlib import import_module
from pathlib import Path

from linkage.encode.encoder import Encoder
from linkage.release.guard import ReleaseGuard
from protocol.dates import system_clock
from protocol.keys import KeySet, SigningKey
from protocol.tls import client_context
from subgraphs.encoder.deliver import Courier
from subgraphs.encoder.release import guard_of
from subgraphs.encoder.secret import load_encoder
from subgraphs.encoder.settings import EncoderSettings
from subgraphs.encoder.source import LinkageSource
from subgraphs.sdk.errors import NodeError, SettingsInvalid
from subgraphs.sdk.settings import read_settings


def settings_of(agency: str, config: Path) -> EncoderSettings:
    """The settings of an agency's encoder.

    Raises:
        SettingsInvalid: They can't be read, or are another agency's.
    """
    settings = read_settings(config, EncoderSettings)
    if settings.agency != agency:
        raise SettingsInvalid(f"The settings are of {settings.agency}.")
    return settings


def encoder_in_force(
    settings: EncoderSettings, home: Path, guard: ReleaseGuard
) -> Encoder:
    """The encoder, if its profile is in force.

    Raises:
        LinkageError: Profile or secret can't be used.
        ReleaseRefused: The profile is not in force.
    """
    encoder = load_encoder(
        home / settings.profile, home / settings.secret, settings.epoch
    )
    asyncio.run(guard.allow(encoder.profile, encoder.epoch))
    return encoder


def guard_for(settings: EncoderSettings, home: Path) -> ReleaseGuard:
    """Whoever knows whether the profile is in force.

    Raises:
        KeyFileError, OfficersInvalid: Keys can't be used.
    """
    peers = KeySet.load(home / settings.peers)
    profile = home / settings.profile
    tls = client_context(settings.tls, home)
    return guard_of(profile, settings.release, peers, home, system_clock, tls)


def courier_of(settings: EncoderSettings, home: Path) -> Courier:
    """Whoever delivers an agency's encodings.

    Raises:
        KeyFileError: A key can't be used.
    """
    sender = f"encoder:{settings.agency}"
    return Courier(
        agency=settings.agency,
        key=SigningKey.load(home / settings.signing, kid=sender),
        peers=KeySet.load(home / settings.peers),
        unit=settings.unit,
        tls=client_context(settings.tls, home),
    )


def source_of(agency: str) -> LinkageSource:
    """The declaration in `subgraphs/<agency>/linkage.py`.

    Raises:
        NodeError: The agency has no person to link.
    """
    try:
        source = import_module(f"subgraphs.{agency}.linkage").SOURCE
    except ModuleNotFoundError as error:
        raise NodeError(f"There is no subgraphs/{agency}/linkage.py.") from error
    if not isinstance(source, LinkageSource):
        raise NodeError(f"subgraphs/{agency}/linkage.py declares no SOURCE.")
    return source
