"""Identifier tokens: exact, 16 bytes, in the mode that the profile names.

`keyed`: HMAC under a subkey of the project. Who holds the key can try out numbers.
`oprf`: custodians who share a key between them answer for blinded values; see
`custody`. `none`: there are no tokens.
"""

from collections.abc import Callable, Sequence

from linkage.errors import OprfInvalid
from linkage.hazmat.filters import tokens
from linkage.hazmat.keys import LinkageSecret, Purpose
from linkage.profile import AttributeName, Profile

MakeTokens = Callable[[AttributeName, Sequence[bytes]], Sequence[bytes]]
"""Takes the kind of number and normalised values; gives a token for each, or none
at all."""


class KeyedTokens:
    """HMAC tokens under subkeys of a purpose and epoch."""

    def __init__(self, secret: LinkageSecret, purpose: Purpose, epoch: str) -> None:
        self._keys = {
            kind: secret.derive(purpose, epoch=epoch, attribute=kind)
            for kind in (AttributeName.NIK, AttributeName.PASSPORT)
        }

    def __call__(self, kind: AttributeName, values: Sequence[bytes]) -> Sequence[bytes]:
        """The token of each value."""
        return tokens(self._keys[kind], values)


def no_tokens(_kind: AttributeName, _values: Sequence[bytes]) -> Sequence[bytes]:
    """None at all."""
    return ()


def token_maker(
    profile: Profile, secret: LinkageSecret, epoch: str, custody: MakeTokens | None
) -> MakeTokens:
    """What the profile's mode asks for.

    Raises:
        OprfInvalid: It is `oprf`, and there is no custody.
    """
    match profile.identifiers.mode:
        case "keyed":
            return KeyedTokens(secret, Purpose.TOKEN, epoch)
        case "none":
            return no_tokens
        case "oprf":
            if custody is None:
                raise OprfInvalid(
                    "The profile asks for custodians, and there are none."
                )
            return custody
