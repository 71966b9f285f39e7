"""The signed end of an audit log, and the lines that were written last.

`<log>.head` holds a JWS by the instance's key over the number and hash of the last
line, and behind it the lines that were committed together with it. The head is
replaced before its lines are written, so after a crash between the two they are
completed from it; `offset` says where in the log's file they begin.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocol.audit_files import replace_file
from protocol.audit_lines import Line, Link, members_of
from protocol.errors import AuditBroken
from protocol.jws import BadMessage, sign, verify_by_set
from protocol.keys import KeySet, SigningKey

HEAD_TYPE: Final = "tautan-audit-head+jwt"


@dataclass(frozen=True, slots=True)
class Head:
    """What was signed last."""

    instance: str
    kid: str
    last: Link
    offset: int
    """Bytes of the log's file before `lines`."""
    lines: tuple[bytes, ...]
    """Without their newlines; at least one."""

    @property
    def batch(self) -> bytes:
        """The lines as they stand in the log."""
        return b"".join(line + b"\n" for line in self.lines)


def head_path(path: Path) -> Path:
    """Where the signed head of a log lies."""
    return path.with_name(f"{path.name}.head")


@dataclass(frozen=True, slots=True)
class HeadWriter:
    """Signs and replaces the head of one log."""

    path: Path
    """Of the log."""
    instance: str
    key: SigningKey
    sync: Callable[[int], None]

    def replace(self, lines: list[Line], offset: int) -> None:
        """Makes lines the last ones; they are on disk when this returns.

        Args:
            lines: At least one.
            offset: Where in the log's file they will begin.

        Raises:
            OSError: They are not.
        """
        last = lines[-1].link
        claims = {
            "instance": self.instance,
            "seq": last.seq,
            "hash": last.hash,
            "offset": offset,
        }
        signed = sign(self.key, HEAD_TYPE, claims, with_kid=True).encode()
        content = b"\n".join([signed, *(line.text for line in lines)])
        replace_file(head_path(self.path), content, self.sync)


def read_head(path: Path, keys: KeySet) -> Head:
    """The head of a log, verified.

    Args:
        path: The log.
        keys: Keys of instances.

    Raises:
        AuditBroken: There is none, or it is not signed by one of the keys.
    """
    try:
        signed, *lines = head_path(path).read_bytes().split(b"\n")
        verified = verify_by_set(signed.decode("ascii"), HEAD_TYPE, keys)
        claims = verified.claims
        head = Head(
            instance=claims.text("instance"),
            kid=verified.kid,
            last=Link(claims.count("seq"), claims.text("hash")),
            offset=claims.count("offset"),
            lines=tuple(lines),
        )
    except (OSError, UnicodeDecodeError, BadMessage) as error:
        raise AuditBroken(0, f"no valid signed head: {error}") from None
    _require_chain(head)
    return head


def _require_chain(head: Head) -> None:
    """The lines behind the signature are those that it was made over."""
    link = None
    for line in head.lines:
        members = members_of(line, 0)
        if link is not None and (members["seq"], members["prev"]) != (
            link.seq + 1,
            link.hash,
        ):
            raise AuditBroken(0, "the head's lines are no chain")
        link = Link(members["seq"], members["hash"])
    if link != head.last:
        raise AuditBroken(0, "the head's line is not the one that it signs")
