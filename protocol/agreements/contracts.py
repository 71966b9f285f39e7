"""Agreements against the contracts: what they name must exist, and be as they say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from graphql import (
    DocumentNode,
    FieldDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    parse,
)

from protocol.agreements.clauses import Element, ElementClass
from protocol.agreements.model import DataAgreement
from protocol.classification import FieldClass, PersonalClass, read_classification
from protocol.records import Place
from protocol.verdicts import Mode
from protocol.vocabularies import Organisations, Title


@dataclass(frozen=True, slots=True)
class Contracts:
    """All agencies' contracts, as agreements look at them."""

    fields: Mapping[str, FieldClass]
    """By coordinate, with every agency that answers for it."""
    titles: Mapping[str, Title]
    """What a field is, in the words of its contract, by coordinate."""


def load_contracts(directory: Path) -> Contracts:
    """Read `<agency>.graphql` of a directory such as `schema/subgraphs`.

    Raises:
        OSError: a file can't be read.
        GraphQLError: a file is not GraphQL.
    """
    fields: dict[str, FieldClass] = {}
    titles: dict[str, Title] = {}
    for path in sorted(directory.glob("*.graphql")):
        document = parse(path.read_text(encoding="utf-8"), no_location=True)
        for name, found in read_classification(document, path.stem).fields.items():
            known = fields.get(name)
            providers = {*found.providers, *(known.providers if known else ())}
            fields[name] = replace(found, providers=tuple(sorted(providers)))
        titles |= dict(_titles(document))
    return Contracts(MappingProxyType(fields), MappingProxyType(titles))


def contract_misfits(
    agreement: DataAgreement, contracts: Contracts, organisations: Organisations
) -> Iterator[tuple[Place, str]]:
    """What an agreement says of elements that their contracts don't, with its place."""
    provider = organisations.agency(agreement.parties.provider.org)
    for index, element in enumerate(agreement.elements):
        for key, said in _misfits(element, contracts.fields, provider):
            yield ("elements", index, key), said


def class_of(field: FieldClass) -> ElementClass:
    """The class that an agreement gives a field."""
    if field.secret:
        return ElementClass.SECRET
    if field.personal is PersonalClass.SPECIFIC:
        return ElementClass.SPECIFIC
    if field.identifies:
        return ElementClass.IDENTIFIER
    return ElementClass.IMPERSONAL if field.personal is None else ElementClass.GENERAL


def _misfits(
    element: Element, fields: Mapping[str, FieldClass], provider: str | None
) -> Iterator[tuple[str, str]]:
    field = fields.get(element.path)
    if field is None:
        yield "path", f"no contract has {element.path}"
        return
    if field.carried or field.structural:
        yield "path", f"{element.path} goes with the edge before it; leave it out"
    if provider not in field.providers:
        others = ", ".join(field.providers)
        yield "path", f"{element.path} is answered by {others}, not {provider}"
    if element.class_ is not None and element.class_ is not class_of(field):
        yield "class", f"{element.path} is {class_of(field)} in its contract"
    if element.mode is Mode.PREDICATE and not field.yields_yes_or_no:
        yield "mode", f"{element.path} is no yes or no, so PREDICATE gives nothing"


_LANGUAGES: Final = ("ID", "EN")

_Fielded = (
    ObjectTypeDefinitionNode | ObjectTypeExtensionNode | InterfaceTypeDefinitionNode
)


def _titles(document: DocumentNode) -> Iterable[tuple[str, Title]]:
    for node in document.definitions:
        if isinstance(node, _Fielded):
            for field in node.fields or ():
                title = _title(field)
                if title is not None:
                    yield f"{node.name.value}.{field.name.value}", title


def _title(field: FieldDefinitionNode) -> Title | None:
    text = field.description.value if field.description else ""
    said = dict(
        line.split(": ", 1) for line in text.splitlines() if line[:2] in _LANGUAGES
    )
    if not all(language in said for language in _LANGUAGES):
        return None
    return Title(id=said["ID"].rstrip("."), en=said["EN"].rstrip("."))
