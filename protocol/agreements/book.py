"""All agreements of a federation, indexed by their parties."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from protocol.agreements.loader import load_agreements
from protocol.agreements.model import Agreement, DataAgreement, LinkageAgreement
from protocol.vocabularies import Organisations, load_vocabularies


@dataclass(frozen=True, slots=True)
class AgreementBook:
    """The agreements that a process decides by. An empty book refuses all."""

    organisations: Organisations
    data: tuple[DataAgreement, ...]
    """Sorted by id."""
    linkage: tuple[LinkageAgreement, ...]
    """Sorted by id."""
    _between: Mapping[tuple[str, str], tuple[DataAgreement, ...]] = field(repr=False)

    @classmethod
    def of(cls, agreements: Iterable[Agreement], organisations: Organisations) -> Self:
        """A book of agreements whose parties the vocabulary knows."""
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
        return cls(organisations, data, linkage, frozen)

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Read `*.yaml` of a directory such as `schema/agreements`.

        The vocabularies and the legal registry are read from its siblings
        `vocabularies` and `legal`, since agreements draw on them.

        Raises:
            RecordError: with file, line and key.
            OSError: a file can't be read.
        """
        vocabularies = load_vocabularies(directory.parent / "vocabularies")
        agreements = load_agreements(
            directory, vocabularies, directory.parent / "legal"
        )
        return cls.of(agreements, vocabularies.organisations)

    def between(self, provider: str, organisation: str) -> tuple[DataAgreement, ...]:
        """Data agreements from an agency to an organisation, sorted by id."""
        known = self.organisations.successor(organisation)
        return self._between.get((provider, known or organisation), ())

    def agencies_of(self, agreement: LinkageAgreement) -> frozenset[str]:
        """The pair of agencies that a linkage agreement joins."""
        agencies = [self.organisations.agency(party.org) for party in agreement.parties]
        return frozenset(agency for agency in agencies if agency is not None)
