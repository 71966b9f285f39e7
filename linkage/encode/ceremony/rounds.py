"""An agency's part in each round of a ceremony.

These functions take what is there and give the line to add, or the secret. They write
nothing: whoever calls them adds the line to the transcript.
"""

from datetime import datetime

from linkage.encode.ceremony.parts import OwnPart
from linkage.encode.ceremony.transcript import Step, Transcript
from linkage.errors import CeremonyInvalid
from linkage.hazmat.keys import LinkageSecret
from linkage.hazmat.shares import (
    commitment,
    confirmation,
    open_share,
    put_together,
    seal_share,
)
from linkage.release.officers import agency_of
from protocol.keys import SigningKey


def announce(
    transcript: Transcript, key: SigningKey, own: OwnPart, now: datetime
) -> str:
    """The line that names the own key and commits to the own share.

    Raises:
        CeremonyInvalid: It is not the agency's turn.
        OfficersInvalid: The key is no officer's.
    """
    claims = {
        "sealing": own.sealing.public_jwk,
        "commitment": commitment(own.share, agency_of(key.kid)),
    }
    return transcript.line(key, Step.ANNOUNCED, now, claims)


def contribute(
    transcript: Transcript, key: SigningKey, own: OwnPart, now: datetime
) -> str:
    """The line that brings the own share to each of the others.

    Raises:
        CeremonyInvalid: Not every agency has announced, or one has contributed.
        OfficersInvalid: The key is no officer's.
    """
    agency, announced = agency_of(key.kid), transcript.through(Step.ANNOUNCED)
    sealed = {
        other: seal_share(
            own.share,
            entry.claims.members("sealing"),
            _context(announced, agency, other),
        )
        for other, entry in transcript.of(Step.ANNOUNCED).items()
        if other != agency
    }
    return transcript.line(key, Step.CONTRIBUTED, now, {"shares": sealed})


def finish(
    transcript: Transcript, key: SigningKey, own: OwnPart, now: datetime
) -> tuple[LinkageSecret, str]:
    """The secret, and the line that confirms it.

    Raises:
        CeremonyInvalid: Not every agency has contributed; a share does not open, or
            is not the one that its agency committed to (which is named); or another
            secret came out than the others confirmed.
        OfficersInvalid: The key is no officer's.
    """
    agency, announced = agency_of(key.kid), transcript.through(Step.ANNOUNCED)
    contributed = transcript.through(Step.CONTRIBUTED)
    shares = {
        other: _share(transcript, announced, other, agency, own)
        for other in transcript.agencies
    }
    secret = put_together(shares, transcript.project, transcript.epoch, announced)
    tag = confirmation(secret, transcript.epoch, contributed)
    for other, entry in transcript.of(Step.CONFIRMED).items():
        if entry.claims.text("confirmation") != tag:
            raise CeremonyInvalid(f"Another secret came out at {other}.")
    line = transcript.line(key, Step.CONFIRMED, now, {"confirmation": tag})
    return secret, line


def _share(
    transcript: Transcript, announced: str, giver: str, agency: str, own: OwnPart
) -> bytes:
    """An agency's share, as it committed to it.

    Raises:
        CeremonyInvalid: It does not open, or is another.
    """
    if giver == agency:
        share = own.share
    else:
        sealed = transcript.of(Step.CONTRIBUTED)[giver].claims.members("shares")
        context = _context(announced, giver, agency)
        try:
            share = open_share(str(sealed.get(agency)), own.sealing, context)
        except CeremonyInvalid as error:
            raise CeremonyInvalid(error.message, diagnostics=giver) from None
    announcement = transcript.of(Step.ANNOUNCED)[giver].claims
    if commitment(share, giver) != announcement.text("commitment"):
        raise CeremonyInvalid(f"{giver} gave another share than it committed to.")
    return share


def _context(announced: str, giver: str, recipient: str) -> str:
    """What a sealed share is bound to."""
    return f"{announced} {giver} {recipient}"
