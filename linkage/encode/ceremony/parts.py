"""What an agency keeps to itself between the rounds of a ceremony."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from linkage.errors import CeremonyInvalid
from linkage.hazmat.oprf import RandomBytes
from linkage.hazmat.shares import SHARE_BYTES
from protocol.canonical import b64url, b64url_decode, canonical_json, read_json_object
from protocol.key_files import read_secret, write_secret
from protocol.keys import SealingKey

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class OwnPart:
    """An agency's share, and the key that the others seal theirs to."""

    share: bytes = field(repr=False)
    sealing: SealingKey = field(repr=False)

    @classmethod
    def made(cls, random_bytes: RandomBytes) -> Self:
        """A fresh part; pass `secrets.token_bytes`."""
        return cls(random_bytes(SHARE_BYTES), SealingKey.generate())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a part from a file of its owner alone.

        Raises:
            KeyFileError: Missing, or open to others.
            CeremonyInvalid: It holds something else.
        """
        content = read_secret(path)
        try:
            return cls._of(read_json_object(content))
        except ValueError:
            # The cause is dropped: it could quote the content.
            raise CeremonyInvalid("The file is no part of a ceremony.") from None

    @classmethod
    def _of(cls, said: dict[str, Any]) -> Self:
        share = b64url_decode(str(said.get("share")))
        if said.get("v") != _VERSION or len(share) != SHARE_BYTES:
            raise ValueError("another shape")
        private = b64url_decode(str(said.get("sealing")))
        return cls(share, SealingKey(X25519PrivateKey.from_private_bytes(private)))

    def save(self, path: Path) -> None:
        """Write it to a new file of its owner alone.

        Raises:
            KeyFileError: The file exists, or can't be written.
        """
        said = {
            "v": _VERSION,
            "share": b64url(self.share),
            "sealing": b64url(self.sealing.private.private_bytes_raw()),
        }
        write_secret(path, canonical_json(said))
