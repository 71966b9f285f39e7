"""Where the rest of the agency's side gets its linkage secret from.

Encoders and commands may not touch `linkage.hazmat`; they hold a secret only as
the opaque value that goes into an `Encoder`.
"""

import secrets
from pathlib import Path

from linkage.hazmat.keys import LinkageSecret


def create_secret(path: Path, project: str) -> LinkageSecret:
    """Make a secret from the system's randomness, in a new file with mode 0600.

    Raises:
        SecretInvalid: The file exists, or its folder does not.
    """
    secret = LinkageSecret.generate(project, secrets.token_bytes)
    secret.write(path)
    return secret


def load_secret(path: Path) -> LinkageSecret:
    """Read a secret from a file that its owner alone can read.

    Raises:
        SecretInvalid: The file is missing, malformed, or open to others.
    """
    return LinkageSecret.load(path)
