"""The decision: may this asker ask this field, now?

`decide` answers for one coordinate, and gateway and node both ask it, each with
its own copy of the agreements. In order:

1. A field that the classification does not know is refused.
2. *Carried* and *structural* fields go with the edge that leads to them, which
   has its own decision; alone they are granted.
3. A field of several providers (a business key that several agencies know) is
   granted when any one of them grants it.
4. A field of the unit (`Person.id`, `Query.personByLookup`) rests on linkage:
   granted when at least one pair of agencies that has the asker's own agency on
   one side is open to the ask (see `protocol.rules.links`).
5. *Own data* needs no agreement.
6. Else an agreement between provider and asker must hold every condition and
   none may prohibit (see `protocol.rules.registry`).
7. An edge over links is granted only if, besides, at least one open pair has
   its agency on one side; the stricter band of data and linkage agreement holds.

Every decision says when it may change (`expires_at`): the earliest day on which
the validity or the assessment of an agreement it looked at begins or ends.

This file does no I/O and takes its clock as an argument.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement
from protocol.asks import Ask, Asker, Way
from protocol.classification import UNIT, Classification, FieldClass
from protocol.dates import legal_day
from protocol.rules.circumstances import Circumstances, ElementRule, Miss, Standing
from protocol.rules.edges import earlier, next_edge
from protocol.rules.links import LinkTerms, force_miss, open_pairs, reach_miss
from protocol.rules.registry import CONDITIONS, PROHIBITIONS
from protocol.verdicts import Band, Granted, Mode, Refused, stricter

__all__ = [
    "Ask",
    "Asker",
    "Band",
    "Granted",
    "LinkTerms",
    "Mode",
    "Refused",
    "Way",
    "decide",
    "permitted_links",
    "permitted_pairs",
]

OWN_DATA = "own-data"
CARRIED = "carried"
STRUCTURAL = "structural"
LINKAGE = "linkage"


def decide(
    ask: Ask,
    coordinate: str,
    classification: Classification,
    book: AgreementBook,
    now: datetime,
) -> Granted | Refused:
    """Decide on one coordinate.

    Args:
        ask: who asks, for what and how.
        coordinate: `Type.field`.
        classification: of the contract or supergraph the coordinate is from.
        book: the agreements.
        now: an instant with its zone.

    Returns:
        A grant with its terms, or a refusal that names the clause that missed.

    Raises:
        ValueError: `now` has no zone.
    """
    field = classification.field(coordinate)
    if field is None:
        return Refused("ELEMENT_NOT_GRANTED", None, None, "classification")
    if field.carried:
        return Granted(None, CARRIED)
    if field.structural:
        return Granted(None, STRUCTURAL)
    case = Circumstances(
        ask=ask, day=legal_day(now), now=now, grounds=book.grounds, field=field
    )
    verdicts = [_decide_for(provider, case, book) for provider in field.providers]
    return _most_generous(verdicts)


def permitted_links(
    ask: Ask, book: AgreementBook, now: datetime
) -> dict[frozenset[str], LinkTerms]:
    """The agency pairs that the unit may traverse for an ask, with their terms.

    Raises:
        ValueError: `now` has no zone.
    """
    standing = Standing(ask=ask, day=legal_day(now), now=now, grounds=book.grounds)
    return dict(open_pairs(standing, book))


def permitted_pairs(
    ask: Ask, book: AgreementBook, now: datetime
) -> frozenset[frozenset[str]]:
    """The agency pairs that the unit may traverse for an ask.

    Raises:
        ValueError: `now` has no zone.
    """
    return frozenset(permitted_links(ask, book, now))


def judge(
    case: Circumstances,
    agreements: Sequence[DataAgreement],
    conditions: Sequence[ElementRule],
    prohibitions: Sequence[ElementRule],
) -> tuple[DataAgreement, Miss | None] | None:
    """Weigh the agreements between two parties.

    Args:
        case: what is asked.
        agreements: those between provider and asker.
        conditions: an agreement grants when none of them misses. With no
            conditions nothing is granted: empty means refuse.
        prohibitions: a miss of any agreement forbids.

    Returns:
        The agreement that grants (with None) or that best explains the refusal
        (with its miss); None where there is no agreement at all.
    """
    for agreement in agreements:
        denied = _first_miss(case, agreement, prohibitions)
        if denied is not None:
            return agreement, denied[1]
    granting: list[DataAgreement] = []
    closest: tuple[int, DataAgreement, Miss] | None = None
    for agreement in agreements:
        missed = _first_miss(case, agreement, conditions)
        if missed is None and conditions:
            granting.append(agreement)
        elif missed is not None and (closest is None or missed[0] > closest[0]):
            closest = (missed[0], agreement, missed[1])
    if granting:
        return min(granting, key=_by_room), None
    return (closest[1], closest[2]) if closest is not None else None


def _decide_for(
    provider: str, case: Circumstances, book: AgreementBook
) -> Granted | Refused:
    if provider == UNIT:
        return _decide_on_unit(case, book)
    if case.ask.asker.agency == provider:
        verdict: Granted | Refused = Granted(None, OWN_DATA)
    else:
        verdict = _decide_by_agreement(provider, case, book)
    if isinstance(verdict, Granted) and case.field.links:
        return _over_links(verdict, provider, case, book)
    return verdict


def _decide_by_agreement(
    provider: str, case: Circumstances, book: AgreementBook
) -> Granted | Refused:
    agreements = book.between(provider, case.ask.asker.organisation)
    expires_at = next_edge(agreements, case)
    found = judge(case, agreements, CONDITIONS, PROHIBITIONS)
    if found is None:
        return Refused("NO_AGREEMENT", provider, None, "parties", expires_at)
    agreement, miss = found
    if miss is not None:
        return Refused(miss.code, provider, agreement.id, miss.clause, expires_at)
    return _granted_by(agreement, case.field, expires_at)


def _granted_by(
    agreement: DataAgreement, field: FieldClass, expires_at: datetime | None
) -> Granted:
    mode = agreement.mode(field.coordinate)
    counted = mode is Mode.COUNT
    return Granted(
        agreement=agreement.id,
        clause=f"elements.{field.coordinate}",
        mode=mode,
        min_band=agreement.linkage.min_band if field.links else None,
        min_cell=agreement.min_cell if counted else None,
        max_subjects=None if counted else agreement.subjects.max_per_request,
        expires_at=expires_at,
    )


def _decide_on_unit(case: Circumstances, book: AgreementBook) -> Granted | Refused:
    """Step 4: the unit's own fields."""
    own = case.ask.asker.agency
    pairs = open_pairs(case, book)
    if own is not None and any(own in pair for pair in pairs):
        return Granted(None, LINKAGE, expires_at=_linking_edge(own, case, book))
    return _link_refused(UNIT, own, case, book)


def _over_links(
    granted: Granted, provider: str, case: Circumstances, book: AgreementBook
) -> Granted | Refused:
    """Step 7: an edge over links."""
    bands = [
        terms.min_band
        for pair, terms in open_pairs(case, book).items()
        if provider in pair
    ]
    if not bands:
        return _link_refused(provider, provider, case, book)
    band = granted.min_band
    for other in bands:
        band = other if band is None else stricter(band, other)
    edge = _linking_edge(provider, case, book)
    return replace(granted, min_band=band, expires_at=earlier(granted.expires_at, edge))


def _link_refused(
    provider: str, agency: str | None, case: Circumstances, book: AgreementBook
) -> Refused:
    """Names what keeps every pair of an agency closed.

    The first of its linkage agreements that is not in force; else, of the data
    agreements with the agencies that it is linked to, the one that came closest.
    """
    edge = _linking_edge(agency, case, book)
    linkage = [one for one in book.linkage if agency in book.agencies_of(one)]
    for agreement in linkage:
        miss = force_miss(case, agreement)
        if miss is not None:
            code = "LINK_NOT_PERMITTED"
            return Refused(code, provider, agreement.id, miss.clause, edge)
    partners = {partner for one in linkage for partner in book.agencies_of(one)}
    closest = [
        (missed, partner)
        for partner in sorted(partners - {agency})
        if (missed := reach_miss(case, book, partner)) is not None
    ]
    if not closest:
        return Refused("LINK_NOT_PERMITTED", provider, None, "linkage", edge)
    (_, data, miss), partner = max(closest, key=lambda found: found[0][0])
    return Refused(miss.code, partner, data.id, miss.clause, edge)


def _first_miss(
    case: Circumstances, agreement: DataAgreement, rules: Iterable[ElementRule]
) -> tuple[int, Miss] | None:
    for index, rule in enumerate(rules):
        miss = rule(case, agreement)
        if miss is not None:
            return index, miss
    return None


def _by_room(agreement: DataAgreement) -> tuple[int, int, str]:
    """Of several that grant, the one with the most room holds."""
    cell = agreement.min_cell or 0
    return (-agreement.subjects.max_per_request, cell, agreement.id)


def _most_generous(verdicts: Sequence[Granted | Refused]) -> Granted | Refused:
    """The first grant; else the first refusal that names an agreement."""
    for verdict in verdicts:
        if isinstance(verdict, Granted):
            return verdict
    for verdict in verdicts:
        if isinstance(verdict, Refused) and verdict.agreement is not None:
            return verdict
    if not verdicts:
        return Refused("ELEMENT_NOT_GRANTED", None, None, "provider")
    return verdicts[0]


def _linking_edge(
    agency: str | None, case: Circumstances, book: AgreementBook
) -> datetime | None:
    """When the set of open pairs of an agency may change next."""
    organisation = case.ask.asker.organisation
    linkage = [one for one in book.linkage if agency in book.agencies_of(one)]
    partners = {partner for one in linkage for partner in book.agencies_of(one)}
    data = [one for each in partners for one in book.between(each, organisation)]
    return next_edge([*linkage, *data], case)
