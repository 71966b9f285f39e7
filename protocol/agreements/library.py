"""A schema directory as those who write agreements see it: all of it, at once."""

from dataclasses import dataclass
from pathlib import Path

from protocol.agreements.articles import load_articles
from protocol.agreements.book import AgreementBook
from protocol.agreements.contracts import Contracts, contract_misfits, load_contracts
from protocol.agreements.grounds import grounds_of
from protocol.agreements.loader import agreement_files, read_agreement
from protocol.agreements.model import Agreement, DataAgreement
from protocol.agreements.signatures import (
    SignedRecord,
    read_signed,
    signed_path,
    unsigned_clauses,
)
from protocol.agreements.words import Glossary
from protocol.errors import RecordError
from protocol.keys import KeySet
from protocol.vocabularies import load_vocabularies


@dataclass(frozen=True, slots=True)
class Library:
    """Agreements with vocabularies, law, contracts and signatures."""

    directory: Path
    """Of the agreements."""
    book: AgreementBook
    glossary: Glossary
    signed: dict[str, SignedRecord]
    """What was signed, by id; nothing of what never was."""
    findings: tuple[str, ...]
    """What is wrong with files: file, line, key and what."""
    looked_at_signatures: bool

    @property
    def contracts(self) -> Contracts:
        """The contracts of all agencies."""
        return self.glossary.contracts

    def agreement(self, name: str) -> Agreement:
        """An agreement by its id.

        Raises:
            RecordError: there is none.
        """
        found = self.book.find(name)
        if found is None:
            raise RecordError(f"{self.directory / name}.yaml:1: there is no such file")
        return found


def open_library(schema: Path, officers: KeySet | None) -> Library:
    """Read a schema directory: `agreements`, `vocabularies`, `legal`, `subgraphs`.

    What is wrong with single agreements is collected rather than raised, so that
    one bad file does not hide the others.

    Args:
        schema: the directory.
        officers: public keys of officers; None looks at no signature.

    Raises:
        RecordError: vocabularies or law are not as they should be.
        OSError: a file can't be read.
        GraphQLError: a contract is not GraphQL.
    """
    directory = schema / "agreements"
    vocabularies = load_vocabularies(schema / "vocabularies")
    articles = load_articles(schema / "legal")
    contracts = load_contracts(schema / "subgraphs")
    organisations = vocabularies.organisations
    found: list[Agreement] = []
    findings: list[str] = []
    for path in agreement_files(directory):
        try:
            document, agreement = read_agreement(path, vocabularies, articles)
        except RecordError as error:
            findings += str(error).splitlines()
            continue
        found.append(agreement)
        if isinstance(agreement, DataAgreement):
            misfits = contract_misfits(agreement, contracts, organisations)
            findings += [str(document.error(place, said)) for place, said in misfits]
    signed = {
        one.id: record
        for one in found
        if (record := read_signed(signed_path(directory, one.id))) is not None
    }
    unsigned = unsigned_clauses(directory, found, officers) if officers else {}
    return Library(
        directory,
        AgreementBook.of(found, organisations, grounds_of(found, articles, unsigned)),
        Glossary(vocabularies, articles, contracts),
        signed,
        tuple(findings),
        officers is not None,
    )
