"""What an agreement rests on beside its own words: signatures and law in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from protocol.agreements.articles import Articles, in_force
from protocol.agreements.model import Agreement
from protocol.agreements.terms import Citation


@dataclass(frozen=True, slots=True)
class CitedArticle:
    """An article that an agreement cites, with the days on which it is in force."""

    clause: str
    """`legal_basis.processing`, `.task` or `.transfer`."""
    citation: Citation
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return in_force(self.since, self.until, day)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one agreement rests on."""

    unsigned: str | None = None
    """The clause whose signature is missing or does not fit, as
    `signatures.kemenkum.ahu`; None where every party's holds."""
    cited: tuple[CitedArticle, ...] = ()


GroundsById = Mapping[str, Grounds]


def cited_articles(
    agreement: Agreement, articles: Articles
) -> tuple[CitedArticle, ...]:
    """The articles that an agreement cites; those that are unknown are left out."""
    found = (
        (part, citation, articles.get((citation.law, citation.art)))
        for part, citation in agreement.legal_basis.named()
    )
    return tuple(
        CitedArticle(f"legal_basis.{part}", citation, known[0].since, known[1].until)
        for part, citation, known in found
        if known is not None
    )


def grounds_of(
    agreements: Iterable[Agreement],
    articles: Articles,
    unsigned: Mapping[str, str],
) -> GroundsById:
    """The grounds of agreements, by id.

    Args:
        agreements: as they were loaded.
        articles: the registry of law.
        unsigned: by id, the clause whose signature does not hold.
    """
    return {
        one.id: Grounds(unsigned.get(one.id), cited_articles(one, articles))
        for one in agreements
    }
