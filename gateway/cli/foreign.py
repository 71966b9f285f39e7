"""Doors of a gateway that believes the tokens of an issuer of JSON Web Tokens."""

from gateway.cli.open_doors import OpenDoors
from gateway.policy.jwt_scopes import JwtScopes
from gateway.settings import Authentication
from gateway.web.issuer import foreign_keys


async def read_foreign(given: Authentication) -> OpenDoors:
    """Read the keys of whoever gives scopes.

    Raises:
        SettingsError: they can't be read.
    """
    keys = foreign_keys(given.issuer.jwks_file or str(given.issuer.jwks_url))
    await keys.load()
    scopes = JwtScopes(given.issuer.name, given.audience, keys.current)
    return OpenDoors(scopes, keys.keep_fresh)
