"""Where one case is asked about, only that case and that person is shown.

Checked where records enter an answer: at root fields by key and at entities.
"""

from subgraphs.sdk.request import Request
from subgraphs.sdk.row_rules import Attests


def require_attested(request: Request, typename: str, key: str) -> None:
    """Passes when the record may be shown under this way of asking.

    Args:
        request: The request.
        typename: The record's type.
        key: The case number of a type keyed by it, else the record's handle.

    Raises:
        TautanError: WAY_NOT_ALLOWED, or OUT_OF_SCOPE: another case or person
            than the attested one.
        TicketError: TICKET_INVALID: this node did not make the attested ticket.
    """
    attestation = request.caller.attestation
    if attestation is None:
        if typename in request.node.rules.case_only:
            raise request.refuse("WAY_NOT_ALLOWED", "one attested case at a time")
        return
    match request.node.rules.attested.get(typename):
        case Attests.CASE:
            allowed = attestation.case
        case Attests.SUBJECT if request.ask.asker.agency == request.node.agency:
            allowed = request.handle(attestation.typename, attestation.ticket)
        case _:
            return
    if key != allowed:
        raise request.refuse("OUT_OF_SCOPE", "attestation")
