"""The asker that a verified access token speaks of; gateway and nodes read it alike."""

from typing import Final

from protocol.asks import Asker
from protocol.tokens import AccessToken
from protocol.vocabularies import Organisations

SEVERAL_FACTORS: Final = "mfa"
"""RFC 8176 §2: the sign-in took more than one factor."""


def asker_of(organisations: Organisations, token: AccessToken) -> Asker:
    """The officer, with the agency that the organisation answers for."""
    return Asker(
        organisation=token.organisation,
        agency=organisations.agency(token.organisation),
        roles=token.roles,
        subject=token.subject,
        region=token.region,
        post=token.post,
        several_factors=SEVERAL_FACTORS in token.methods,
    )
