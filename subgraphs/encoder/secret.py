"""Makes the encoder that holds an agency's linkage secret.

Apart from `subgraphs.encoder.encode`, so that a node which mints lookup tokens
loads nothing that writes files of encodings.
"""

from pathlib import Path

from linkage.encode.encoder import Encoder
from linkage.encode.secrets import load_secret
from linkage.profile import Profile


def load_encoder(profile: Path, secret: Path, epoch: str) -> Encoder:
    """The encoder of a profile, a secret and an epoch.

    Raises:
        LinkageError: Profile or secret can't be used.
    """
    return Encoder(Profile.load(profile), load_secret(secret), epoch)
