"""Messages under a session: a MAC binds what a signature would.

    Tautan-Hop:         mac1.<session>.<iat>.<jti>.<MAC>
    Tautan-Hop-Answer:  mac1.<session>.<iat>.<MAC>

The MAC is over the session's processes and every part that a signed hop or answer
names (`protocol.hops`), in a fixed order.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from protocol.canonical import b64url_decode, digest
from protocol.dates import epoch_seconds
from protocol.errors import HopError
from protocol.hop_session import HopSession, mac, same
from protocol.hops import (
    AnswerMessage,
    Hop,
    HopMessage,
    answer_parts,
    hop_parts,
    is_current,
    tampered,
)

MAC_PREFIX: Final = "mac1."

_HOP: Final = "tautan-hop-mac-1"
_ANSWER: Final = "tautan-hop-answer-mac-1"
_ID_BYTES: Final = 16
_MOST_DIGITS: Final = 12


@dataclass(frozen=True, slots=True)
class MacHop:
    """A hop under a session, read but not verified."""

    compact: str
    session: str
    iat: int
    jti: str
    mac: str


def is_mac(header: str) -> bool:
    """Whether a header's value is under a session."""
    return header.startswith(MAC_PREFIX)


def mac_hop(session: HopSession, message: HopMessage, now: datetime, jti: str) -> str:
    """The header of a request under a session."""
    iat = epoch_seconds(now)
    code = _mac_of_hop(session, message, iat, jti)
    return f"{MAC_PREFIX}{session.id}.{iat}.{jti}.{code}"


def read_mac_hop(compact: str) -> MacHop:
    """The parts of a request's header.

    Raises:
        HopError: HOP_UNSIGNED: it is no such header.
    """
    try:
        _, session, iat, jti, code = compact.split(".")
        read = MacHop(compact, _id(session), _seconds(iat), _id(jti), code)
    except ValueError:
        raise HopError("HOP_UNSIGNED", diagnostics="no hop of a session") from None
    return read


def verify_mac_hop(
    hop: MacHop, session: HopSession, message: HopMessage, now: datetime
) -> Hop:
    """Verifies a request under a session, and takes its id.

    Raises:
        HopError: HOP_TAMPERED, HOP_STALE or HOP_REPLAYED.
    """
    if not same(hop.mac, _mac_of_hop(session, message, hop.iat, hop.jti)):
        raise HopError("HOP_TAMPERED", diagnostics="the MAC does not fit")
    age = epoch_seconds(now) - hop.iat
    if not is_current(age):
        raise HopError("HOP_STALE", diagnostics=f"{age} s old")
    session.take(hop.jti)
    return Hop(
        issuer=session.asker,
        jti=hop.jti,
        digest=digest(hop.compact.encode()),
        issued_at=hop.iat,
        compact=hop.compact,
        session=session,
    )


def mac_answer(session: HopSession, message: AnswerMessage, now: datetime) -> str:
    """The header of an answer under a session."""
    iat = epoch_seconds(now)
    return f"{MAC_PREFIX}{session.id}.{iat}.{_mac_of_answer(session, message, iat)}"


def verify_mac_answer(
    compact: str, session: HopSession, message: AnswerMessage, now: datetime
) -> None:
    """Verifies an answer under a session.

    Raises:
        TautanError: ANSWER_TAMPERED, with the agency that was asked.
    """
    try:
        _, named, iat, code = compact.split(".")
        issued = _seconds(iat)
    except ValueError:
        raise tampered(message, "no answer of a session") from None
    expected = _mac_of_answer(session, message, issued)
    if named != session.id or not same(code, expected):
        raise tampered(message, "the MAC does not fit")
    age = epoch_seconds(now) - issued
    if not is_current(age):
        raise tampered(message, f"{age} s old")


def _mac_of_hop(session: HopSession, message: HopMessage, iat: int, jti: str) -> str:
    parts = map(str, hop_parts(message).values())
    bound = (_HOP, session.id, session.asker, message.audience, str(iat), jti)
    return mac(session.keys.requests, *bound, *parts)


def _mac_of_answer(session: HopSession, message: AnswerMessage, iat: int) -> str:
    parts = map(str, answer_parts(message).values())
    return mac(session.keys.answers, _ANSWER, session.id, str(iat), *parts)


def _id(text: str) -> str:
    if len(b64url_decode(text)) < _ID_BYTES:
        raise ValueError("not an id of 128 bits")
    return text


def _seconds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise ValueError("not an instant")
    return int(text)
