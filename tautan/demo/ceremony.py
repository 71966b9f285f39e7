"""The key ceremony of the demonstration: five agencies make the linkage secret.

The rounds are those of `tautan linkage keys`; here one program plays all agencies, and
each keeps the secret in a file of its own.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final

from linkage.encode.ceremony.parts import OwnPart
from linkage.encode.ceremony.rounds import announce, contribute, finish
from linkage.encode.ceremony.transcript import Transcript
from linkage.release.files import append
from linkage.release.officers import Officers
from protocol.dates import Clock
from protocol.keys import SigningKey
from tautan.demo.layout import EPOCH, LINKING, Layout

PROJECT: Final = "tautan-demo"
_Round = Callable[[Transcript, SigningKey, OwnPart, datetime], str]


def make_secret(layout: Layout, clock: Clock) -> None:
    """Makes the linkage secret in every agency's folder, and the transcript.

    Raises:
        CeremonyInvalid: A line does not hold.
    """
    officers = Officers.load(layout.officers)
    keys = {
        name: SigningKey.load(layout.agency(name) / "officer.jwk") for name in LINKING
    }
    parts = {name: OwnPart.made(secrets.token_bytes) for name in LINKING}
    transcript = Transcript.begun(PROJECT, EPOCH, officers)
    lines: list[str] = []
    rounds: tuple[_Round, ...] = (announce, contribute)
    for step in rounds:
        for name in LINKING:
            lines.append(step(transcript, keys[name], parts[name], clock()))
            transcript = Transcript.read(lines, officers)
    for name in LINKING:
        secret, line = finish(transcript, keys[name], parts[name], clock())
        secret.write(layout.agency(name) / "linkage.secret")
        lines.append(line)
        transcript = Transcript.read(lines, officers)
    for line in lines:
        append(layout.ceremony, line)
