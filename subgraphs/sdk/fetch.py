"""A public document from a URL: keys of an issuer, a list of revocations."""

import ssl
from typing import Final

SECONDS: Final = 5.0
"""How long a fetch may take."""


async def fetch(url: str, tls: ssl.SSLContext | None = None) -> bytes:
    """The document.

    Args:
        url: Where it is.
        tls: Whom to believe and what to show; the system's authorities if None.

    Raises:
        OSError: It can't be had.
    """
    import aiohttp  # noqa: PLC0415 - slow to load, and keys may all be in files

    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as client,
            client.get(url, raise_for_status=True, ssl=tls or True) as answer,
        ):
            return await answer.read()
    except (aiohttp.ClientError, TimeoutError) as error:
        raise OSError(type(error).__name__) from None
