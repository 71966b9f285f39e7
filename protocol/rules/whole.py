"""Rule: where an agreement says so, one denial refuses the whole request.

What is denied is known only when all of a request was decided, so this rule stands
apart from the others: whoever narrows a request asks it at the end.
"""

from collections.abc import Iterable

from protocol.agreements.book import AgreementBook
from protocol.agreements.clauses import OnDenial
from protocol.verdicts import Refused


def refusing_whole(
    refusals: Iterable[Refused], relied_on: Iterable[str], book: AgreementBook
) -> Refused | None:
    """The refusal for which nothing of a request may be answered.

    Args:
        refusals: of what is denied, in the order of the request.
        relied_on: ids of the agreements that the rest would be answered by.
        book: the agreements.

    Returns:
        The first refusal, if an agreement that refuses or is relied on demands it;
        None where the rest may be answered.
    """
    denied = tuple(refusals)
    if not denied:
        return None
    involved = {one.agreement for one in denied} | set(relied_on)
    demand = any(
        one.on_denial is OnDenial.REFUSE and one.id in involved for one in book.data
    )
    return denied[0] if demand else None
