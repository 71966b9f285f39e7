"""The linkage secret of a project, and the subkeys drawn from it.

One secret is shared by the agencies of a linkage project, and never held by the
unit or the gateway. Nothing is ever hashed under the secret itself: HKDF-SHA256
(RFC 5869) derives one subkey for each project, epoch, purpose and attribute, so
that a feature of a name, of a mother's name and an identifier token have nothing
in common, and two epochs or projects can't be joined.

The file is JSON with a version, readable by its owner alone.
"""

import base64
import json
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from linkage.errors import SecretInvalid

SECRET_BYTES = 32
_VERSION = 1
_FEWEST_VALUES = 12
"""Different bytes in a secret: of 32 random ones, fewer turn up not once in 10^24."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Purpose(StrEnum):
    """What a subkey is for. No two purposes share a key."""

    FEATURE = "feature"
    TOKEN = "token"  # noqa: S105 - the name of a purpose, no secret
    DIFFUSION = "diffusion"
    CANARY_FEATURE = "canary-feature"
    CANARY_TOKEN = "canary-token"  # noqa: S105 - as TOKEN
    CANARY_DIFFUSION = "canary-diffusion"


@dataclass(frozen=True, slots=True)
class LinkageSecret:
    """The secret of one linkage project.

    Raises:
        SecretInvalid: The secret is not 32 bytes, or the project has no name.
    """

    project: str
    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != SECRET_BYTES or not self.project:
            raise SecretInvalid("A linkage secret is 32 bytes and names its project.")

    @classmethod
    def generate(
        cls, project: str, random_bytes: Callable[[int], bytes]
    ) -> "LinkageSecret":
        """A fresh secret; pass `secrets.token_bytes`."""
        return cls(project, random_bytes(SECRET_BYTES))

    @classmethod
    def load(cls, path: Path) -> "LinkageSecret":
        """Read a secret from a file that its owner alone can read.

        Raises:
            SecretInvalid: The file is missing, malformed, not ours, or readable
                or writable by others.
        """
        try:
            with open(path, "rb", opener=_no_follow) as file:
                _refuse_loose(os.fstat(file.fileno()))
                return _parse(file.read())
        except OSError as error:
            raise SecretInvalid(
                "The secret file can't be opened.", diagnostics=type(error).__name__
            ) from error

    def write(self, path: Path) -> None:
        """Write the secret to a new file with mode 0600.

        Raises:
            SecretInvalid: The file exists already, or its folder does not.
        """
        body = {
            "version": _VERSION,
            "project": self.project,
            "secret": base64.urlsafe_b64encode(self.value).decode(),
        }
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise SecretInvalid(
                "The secret file can't be made.", diagnostics=type(error).__name__
            ) from error
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(body, file)

    def derive(self, purpose: Purpose, *, epoch: str, attribute: str) -> bytes:
        """The 32-byte subkey of one purpose, epoch and attribute.

        HKDF-SHA256 (RFC 5869) without salt; the info is a JSON array, whose
        quoting keeps two different contexts from giving the same bytes.
        """
        info = json.dumps(
            ["tautan-linkage", _VERSION, self.project, purpose, epoch, attribute]
        )
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode())
        return kdf.derive(self.value)


def _no_follow(path: str, flags: int) -> int:
    """Open without following a link, and without waiting at a pipe."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)


def _refuse_loose(status: os.stat_result) -> None:
    """Refuse a file that others own, read or write.

    Raises:
        SecretInvalid: It is so.
    """
    if not stat.S_ISREG(status.st_mode):
        raise SecretInvalid("The secret is not a regular file.")
    if status.st_uid != os.geteuid():
        raise SecretInvalid("The secret file belongs to somebody else.")
    if status.st_mode & _OTHERS:
        raise SecretInvalid("The secret file is open to group or others.")


def _parse(content: bytes) -> LinkageSecret:
    """A secret from the content of its file.

    Raises:
        SecretInvalid: The content is not a secret of this version.
    """
    try:
        body = json.loads(content)
        if body["version"] != _VERSION:
            raise SecretInvalid("The secret file has another version.")
        value = base64.b64decode(body["secret"], altchars=b"-_", validate=True)
        if len(set(value)) < _FEWEST_VALUES:
            raise SecretInvalid("The secret is a constant, and no random bytes.")
        return LinkageSecret(str(body["project"]), value)
    except (ValueError, KeyError, TypeError) as error:
        # The cause is dropped: it could quote the content.
        raise SecretInvalid(
            "The secret file is malformed.", diagnostics=type(error).__name__
        ) from None
