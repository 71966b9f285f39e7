"""All agreements of a federation, indexed by their parties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from protocol.agreements.articles import load_articles
from protocol.agreements.grounds import GroundsById, grounds_of
from protocol.agreements.loader import load_agreements
from protocol.agreements.model import Agreement, DataAgreement, LinkageAgreement
from protocol.agreements.signatures import unsigned_clauses
from protocol.keys import KeySet
from protocol.vocabularies import Organisations, load_vocabularies


@dataclass(frozen=True, slots=True)
class AgreementBook:
    """The agreements that a process decides by. An empty book refuses all."""

    organisations: Organisations
    data: tuple[DataAgreement, ...]
    """Sorted by id."""
    linkage: tuple[LinkageAgreement, ...]
    """Sorted by id."""
    grounds: GroundsById
    """What each rests on, by id."""
    _between: Mapping[tuple[str, str], tuple[DataAgreement, ...]] = field(repr=False)

    @classmethod
    def of(
        cls,
        agreements: Iterable[Agreement],
        organisations: Organisations,
        grounds: GroundsById,
    ) -> Self:
        """A book of agreements whose parties the vocabulary knows.

        Args:
            agreements: of both kinds.
            organisations: the vocabulary.
            grounds: by id; one that has none is not in force.
        """
        ordered = sorted(agreements, key=lambda agreement: agreement.id)
        data = tuple(one for one in ordered if isinstance(one, DataAgreement))
        linkage = tuple(one for one in ordered if isinstance(one, LinkageAgreement))
        between: dict[tuple[str, str], list[DataAgreement]] = {}
        for one in data:
            provider = organisations.agency(one.parties.provider.org)
            recipient = organisations.successor(one.parties.recipient.org)
            if provider is not None and recipient is not None:
                between.setdefault((provider, recipient), []).append(one)
        frozen = {parties: tuple(held) for parties, held in between.items()}
        return cls(organisations, data, linkage, grounds, frozen)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read `*.yaml` of a directory such as `schema/agreements`.

        Signatures are not looked at: this is for those who write and review
        agreements. What decides loads them with `load_signed`. The vocabularies
        and the legal registry are read from the siblings `vocabularies` and
        `legal`, since agreements draw on them.

        Raises:
            RecordError: with file, line and key.
            OSError: a file can't be read.
        """
        return cls._load(directory, None)

    @classmethod
    def load_signed(cls, directory: Path, officers: KeySet) -> Self:
        """Read agreements as `load`, and what both parties' officers signed.

        An agreement whose signatures do not hold is in the book, so that a refusal
        can name it, and grants nothing.

        Args:
            directory: with each agreement's signatures beside it.
            officers: public keys of the officers who may sign.

        Raises:
            RecordError: with file, line and key.
            OSError: a file can't be read.
        """
        return cls._load(directory, officers)

    @classmethod
    def _load(cls, directory: Path, officers: KeySet | None) -> Self:
        vocabularies = load_vocabularies(directory.parent / "vocabularies")
        articles = load_articles(directory.parent / "legal")
        agreements = load_agreements(directory, vocabularies, articles)
        unsigned = (
            {}
            if officers is None
            else unsigned_clauses(directory, agreements, officers)
        )
        grounds = grounds_of(agreements, articles, unsigned)
        return cls.of(agreements, vocabularies.organisations, grounds)

    @property
    def all(self) -> tuple[Agreement, ...]:
        """Data agreements, then linkage agreements."""
        return (*self.data, *self.linkage)

    def find(self, agreement: str) -> Agreement | None:
        """An agreement by its id; None if there is none."""
        return next((one for one in self.all if one.id == agreement), None)

    def between(self, provider: str, organisation: str) -> tuple[DataAgreement, ...]:
        """Data agreements from an agency to an organisation, sorted by id."""
        known = self.organisations.successor(organisation)
        return self._between.get((provider, known or organisation), ())

    def agencies_of(self, agreement: LinkageAgreement) -> frozenset[str]:
        """The pair of agencies that a linkage agreement joins."""
        agencies = [self.organisations.agency(party.org) for party in agreement.parties]
        return frozenset(agency for agency in agencies if agency is not None)
