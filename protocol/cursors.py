"""Cursors: where the next page begins, readable by the node alone.

A cursor holds the sort key of the last row, which may be a date or a number of
a case, so it is sealed under the node's own key and bound to organisation,
purpose and field. It outlives the request: a page is asked for by a new one.

Form: `1.` and base64url of AES-SIV over the position's canonical JSON, bound to
("tautan-cursor-1", organisation, purpose, field).
"""

import json
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from protocol.canonical import canonical_json
from protocol.errors import CursorError
from protocol.secret_keys import SecretKey
from protocol.siv import open_bound, seal_bound

CURSOR_VERSION: Final = "1"
_KIND: Final = "tautan-cursor-1"


@dataclass(frozen=True, slots=True)
class CursorKey(SecretKey):
    """Key of one node for its cursors: 64 bytes, AES-256-SIV."""

    LENGTH: ClassVar[int] = 64


def seal_cursor(
    key: CursorKey, position: Any, *, organisation: str, purpose: str, field: str
) -> str:
    """Makes a cursor.

    Args:
        key: The node's own key.
        position: A JSON value, such as the sort key of the last row.
        organisation: The asker's organisation.
        purpose: The request's purpose.
        field: Coordinate of the connection, and filters where it has any.

    Raises:
        ValueError: The position has no canonical spelling.
    """
    text = canonical_json(position).decode()
    sealed = seal_bound(key, text, (_KIND, organisation, purpose, field))
    return f"{CURSOR_VERSION}.{sealed}"


def open_cursor(
    key: CursorKey, cursor: str, *, organisation: str, purpose: str, field: str
) -> Any:
    """The position in a cursor of this organisation, purpose and field.

    Raises:
        CursorError: CURSOR_INVALID, whatever the reason.
    """
    version, dot, sealed = cursor.partition(".")
    if not dot or version != CURSOR_VERSION:
        raise CursorError("CURSOR_INVALID", diagnostics="another version")
    try:
        text = open_bound(key, sealed, (_KIND, organisation, purpose, field))
    except ValueError as error:
        raise CursorError("CURSOR_INVALID", diagnostics=str(error)) from None
    return json.loads(text)
