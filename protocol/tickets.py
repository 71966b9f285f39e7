"""Tickets: a record's handle, good for one request and one asker.

On the wire a record is its ticket, never its handle. Within a request equal
handles have equal tickets, so a gateway can merge them; a ticket of another
request, asker, type or epoch doesn't open. The key is shared by one agency and
the linkage unit, and by nobody else.

Form: `1.` and base64url of AES-SIV over the padded handle, bound to
("tautan-ticket-1", request id, asker, type name, epoch).
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from protocol.errors import TicketError
from protocol.secret_keys import SecretKey
from protocol.siv import open_bound, seal_bound

TICKET_VERSION: Final = "1"
_KIND: Final = "tautan-ticket-1"


@dataclass(frozen=True, slots=True)
class TicketKey(SecretKey):
    """Key of an agency and the unit for tickets: 64 bytes, AES-256-SIV."""

    LENGTH: ClassVar[int] = 64


def seal_ticket(  # noqa: PLR0913 -- each part of the binding by its name
    key: TicketKey,
    handle: str,
    *,
    request_id: str,
    asker: str,
    typename: str,
    epoch: str,
) -> str:
    """Makes the ticket of a record.

    Args:
        key: The key that the agency and the unit share.
        handle: The record's surrogate handle.
        request_id: The statement's jti.
        asker: Organisation and subject (`AccessToken.asker`).
        typename: GraphQL type of the record.
        epoch: Epoch of the linkage key.

    Raises:
        ValueError: The handle is empty or holds a NUL character.
    """
    if not handle:
        raise ValueError("a handle is not empty")
    binding = (_KIND, request_id, asker, typename, epoch)
    return f"{TICKET_VERSION}.{seal_bound(key, handle, binding)}"


def open_ticket(  # noqa: PLR0913 -- as seal_ticket
    key: TicketKey,
    ticket: str,
    *,
    request_id: str,
    asker: str,
    typename: str,
    epoch: str,
) -> str:
    """The handle in a ticket of this request, asker, type and epoch.

    Raises:
        TicketError: TICKET_INVALID, whatever the reason: a caller learns no
            more than that.
    """
    version, dot, sealed = ticket.partition(".")
    if not dot or version != TICKET_VERSION:
        raise TicketError("TICKET_INVALID", diagnostics="another version")
    binding = (_KIND, request_id, asker, typename, epoch)
    try:
        return open_bound(key, sealed, binding)
    except ValueError as error:
        raise TicketError("TICKET_INVALID", diagnostics=str(error)) from None
