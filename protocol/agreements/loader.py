"""Agreements from YAML files, checked against vocabularies and law.

Each file holds one agreement and is named after its id. What a single record
can say wrong is checked by its model; here is what only the whole can tell:
unknown organisations, purposes, roles and articles, and ids that stand twice.
"""

from collections.abc import Iterator
from pathlib import Path

from protocol.agreements.articles import Articles, uncovered
from protocol.agreements.model import Agreement, DataAgreement, LinkageAgreement
from protocol.errors import RecordError
from protocol.records import (
    Place,
    YamlDocument,
    parse_record,
    read_yaml,
)
from protocol.vocabularies import Vocabularies


def load_agreements(
    directory: Path, vocabularies: Vocabularies, articles: Articles
) -> tuple[Agreement, ...]:
    """Read and check every agreement of a directory.

    Raises:
        RecordError: the first file that is wrong, with all its findings.
        OSError: a file can't be read.
    """
    return tuple(
        read_agreement(path, vocabularies, articles)[1]
        for path in agreement_files(directory)
    )


def agreement_files(directory: Path) -> list[Path]:
    """The files of a directory that hold agreements, sorted."""
    return sorted(directory.glob("*.yaml"))


def read_agreement(
    path: Path, vocabularies: Vocabularies, articles: Articles
) -> tuple[YamlDocument, Agreement]:
    """Read and check one file.

    Raises:
        RecordError: all that is wrong with it.
        OSError: it can't be read.
    """
    document = read_yaml(path.read_text(encoding="utf-8"), path.name)
    agreement = parse_agreement(document)
    if agreement.id != path.stem:
        raise document.error(("id",), f"the file of {agreement.id} has its name")
    findings = tuple(misfits(agreement, vocabularies, articles))
    if findings:
        raise RecordError(
            "\n".join(str(document.error(place, said)) for place, said in findings)
        )
    return document, agreement


def parse_agreement(document: YamlDocument) -> Agreement:
    """One agreement of either kind.

    Raises:
        RecordError: with file, line and key.
    """
    kind = document.value.get("kind") if isinstance(document.value, dict) else None
    match kind:
        case "DATA":
            return parse_record(DataAgreement, document)
        case "LINKAGE":
            return parse_record(LinkageAgreement, document)
        case _:
            raise document.error(("kind",), "must be DATA or LINKAGE")


def misfits(
    agreement: Agreement, vocabularies: Vocabularies, articles: Articles
) -> Iterator[tuple[Place, str]]:
    """What an agreement names that does not exist, with its place."""
    yield from _unknown_parties(agreement, vocabularies)
    if isinstance(agreement, DataAgreement):
        yield from _unknown_terms(agreement, vocabularies)
    yield from _uncovered_articles(agreement, articles)


def _uncovered_articles(
    agreement: Agreement, articles: Articles
) -> Iterator[tuple[Place, str]]:
    first = agreement.validity.first
    for part, citations in agreement.legal_basis.parts().items():
        for index, citation in enumerate(citations):
            if uncovered([citation], articles, first):
                said = f"{citation.law} art. {citation.art} is not in force in schema/legal"
                yield ("legal_basis", part, index), said


def _unknown_parties(
    agreement: Agreement, vocabularies: Vocabularies
) -> Iterator[tuple[Place, str]]:
    places: tuple[Place, Place] = (("parties", 0, "org"), ("parties", 1, "org"))
    if isinstance(agreement, DataAgreement):
        parties = (agreement.parties.provider, agreement.parties.recipient)
        places = (("parties", "provider", "org"), ("parties", "recipient", "org"))
    else:
        parties = agreement.parties
    sides = tuple(zip(places, (party.org for party in parties), strict=True))
    organisations = vocabularies.organisations
    agencies = {organisations.agency(org) for _, org in sides}
    for place, org in sides:
        if organisations.agency(org) is None:
            yield place, f"unknown organisation {org}"
    if None not in agencies and len(agencies) == 1:
        yield ("parties",), "both sides are the same agency"
    for (place, org), party in zip(sides, parties, strict=True):
        known = organisations.current.get(org)
        if party.predecessor and known and party.predecessor != known.predecessor:
            where = (*place[:-1], "predecessor")
            yield where, f"{party.predecessor} is not the predecessor of {org}"


def _unknown_terms(
    agreement: DataAgreement, vocabularies: Vocabularies
) -> Iterator[tuple[Place, str]]:
    code = agreement.purpose.code
    purpose = vocabularies.purposes.get(code)
    if purpose is None:
        yield ("purpose", "code"), f"unknown purpose {code}"
    else:
        for index, way in enumerate(agreement.purpose.ways):
            if way not in purpose.ways:
                yield ("purpose", "ways", index), f"{code} is never asked as {way}"
    for index, role in enumerate(agreement.access.roles):
        if role not in vocabularies.roles:
            yield ("access", "roles", index), f"unknown role {role}"
    coordinator = agreement.parties.coordinator
    if coordinator and vocabularies.organisations.agency(coordinator.org) is None:
        where = ("parties", "coordinator", "org")
        yield where, f"unknown organisation {coordinator.org}"
