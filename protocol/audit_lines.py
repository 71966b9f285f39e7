"""The lines of an audit log: each names its number and the hash of the one before.

A line is canonical JSON and holds its own hash, SHA-256 over the line without that
member. This file knows lines, not files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from protocol.canonical import canonical_json, digest, read_json_object
from protocol.errors import AuditBroken

AUDIT_VERSION: Final = 1
MAX_LINE_BYTES: Final = 1_048_576

STARTED: Final = "LOG_STARTED"
"""The kind of the first line of a log."""
CONTINUED_FILE: Final = "LOG_CONTINUED"
"""The kind of the first line of a file that goes on where an archive ends."""


@dataclass(frozen=True, slots=True)
class Link:
    """The last line of a chain, as far as the next one needs it."""

    seq: int = -1
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as it is written."""

    text: bytes
    """Without its newline."""
    link: Link


def chained(before: Link, at: str, members: Mapping[str, Any]) -> Line:
    """The line after another.

    Args:
        before: The last line.
        at: The instant, RFC 3339.
        members: What it says.
    """
    seq = before.seq + 1
    unhashed = {
        "v": AUDIT_VERSION,
        "seq": seq,
        "at": at,
        "prev": before.hash,
        **members,
    }
    line_hash = digest(_spelled(unhashed))
    return Line(_spelled({**unhashed, "hash": line_hash}), Link(seq, line_hash))


def _spelled(members: Mapping[str, Any]) -> bytes:
    """Canonical JSON, by a faster writer where the two can't differ.

    They do for numbers that are no small integers, of which a line has none, and for
    letters outside ASCII, of which it should have none.
    """
    fast = orjson.dumps(members, option=orjson.OPT_SORT_KEYS)
    return fast if fast.isascii() else canonical_json(members)


def members_of(line: bytes, number: int) -> dict[str, Any]:
    """A line's members, if it is spelled and hashed as we do.

    Args:
        line: Without its newline.
        number: Its number in the log from 1, for the error.

    Raises:
        AuditBroken: It is not one of ours, or was changed.
    """
    try:
        members = read_json_object(line)
        spelled = canonical_json(members)
        claimed = members.pop("hash", None)
        found = digest(canonical_json(members))
    except ValueError as error:
        raise AuditBroken(number, str(error)) from None
    if spelled != line or claimed != found:
        raise AuditBroken(number, "the line was changed")
    version = members.get("v")
    if type(version) is not int or version != AUDIT_VERSION:
        raise AuditBroken(number, "another version")
    if not {"seq", "at", "prev"} <= members.keys():
        raise AuditBroken(number, "not an audit line")
    return {**members, "hash": found}
