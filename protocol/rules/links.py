"""Which pairs of agencies the unit may traverse for an asker.

A pair is open when a linkage agreement in force joins it, and the asker is each
of the two agencies or may use a data agreement with it for this purpose. So an
agreement between two others never lets a third party see who is in both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from protocol.agreements.book import AgreementBook
from protocol.agreements.model import DataAgreement, LinkageAgreement
from protocol.rules.circumstances import Miss, OnDay, Standing
from protocol.rules.registry import IN_FORCE, STANDING
from protocol.verdicts import Band


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """On what terms a pair may be traversed."""

    agreement: str
    profile: str
    min_band: Band


def open_pairs(
    standing: Standing, book: AgreementBook
) -> Mapping[frozenset[str], LinkTerms]:
    """Pairs of agencies open to this ask, each with its terms.

    Where two agreements open a pair, the first by id holds.
    """
    pairs: dict[frozenset[str], LinkTerms] = {}
    for agreement in book.linkage:
        pair = book.agencies_of(agreement)
        if force_miss(standing, agreement) is not None:
            continue
        if all(_reaches(standing, book, agency) for agency in pair):
            terms = LinkTerms(agreement.id, agreement.profile, agreement.min_band)
            pairs.setdefault(pair, terms)
    return pairs


def pairs_in_force(
    book: AgreementBook, day: date
) -> Mapping[frozenset[str], LinkageAgreement]:
    """Pairs of agencies whose records the unit may link on a legal day.

    Where two agreements cover a pair, the first by id holds.
    """
    pairs: dict[frozenset[str], LinkageAgreement] = {}
    for agreement in book.linkage:
        if force_miss(OnDay(day=day, grounds=book.grounds), agreement) is None:
            pairs.setdefault(book.agencies_of(agreement), agreement)
    return pairs


def force_miss(on: OnDay, agreement: DataAgreement | LinkageAgreement) -> Miss | None:
    """The clause by which an agreement is not in force on a day, whoever asks."""
    for rule in IN_FORCE:
        miss = rule(on, agreement)
        if miss is not None:
            return miss
    return None


def reach_miss(
    standing: Standing, book: AgreementBook, agency: str
) -> tuple[int, DataAgreement, Miss] | None:
    """Why an asker can't reach an agency: the agreement that came closest.

    Returns:
        How far it came (the index of the rule in `STANDING` that missed), the
        agreement and its miss; None where no agreement misses.
    """
    closest: tuple[int, DataAgreement, Miss] | None = None
    for agreement in book.between(agency, standing.ask.asker.organisation):
        missed = _first_miss(standing, agreement)
        if missed is not None and (closest is None or missed[0] > closest[0]):
            closest = (missed[0], agreement, missed[1])
    return closest


def _first_miss(
    standing: Standing, agreement: DataAgreement
) -> tuple[int, Miss] | None:
    for index, rule in enumerate(STANDING):
        miss = rule(standing, agreement)
        if miss is not None:
            return index, miss
    return None


def _reaches(standing: Standing, book: AgreementBook, agency: str) -> bool:
    asker = standing.ask.asker
    if asker.agency == agency:
        return True
    return any(
        _first_miss(standing, agreement) is None
        for agreement in book.between(agency, asker.organisation)
    )
