"""The vocabularies that agreements and questions draw on.

`organisations.yaml`: which organisation answers for which agency, and the
bodies that came before it (ministries were split in October 2024, and an
agreement signed by a predecessor binds its successor). `purposes.yaml`: why
data may be asked, each mapped to W3C DPV. `roles.yaml`: who an officer is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from protocol.asks import Way
from protocol.records import Model, Record, parse_record, read_yaml

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]*$")]


class Title(Record):
    """The same words in Indonesian and English."""

    id: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Organisation(Record):
    """A body that is a party to agreements."""

    agency: Name
    name: str
    predecessor: Name | None = None


class OrganisationsFile(Record):
    """`organisations.yaml`."""

    version: int
    organisations: dict[Name, Organisation]


class Purpose(Record):
    """A reason to ask."""

    title: Title
    dpv: Annotated[str, Field(pattern=r"^dpv:[A-Z][A-Za-z]+$")]
    """Closest purpose of the W3C Data Privacy Vocabulary, version 2."""
    ways: tuple[Way, ...] = Field(min_length=1)
    """The ways in which it may be asked at all."""


class PurposesFile(Record):
    """`purposes.yaml`."""

    version: int
    purposes: dict[Code, Purpose]


class Role(Record):
    """What an officer does at an organisation."""

    organisation: Name
    title: Title


class RolesFile(Record):
    """`roles.yaml`."""

    version: int
    roles: dict[Name, Role]


@dataclass(frozen=True, slots=True)
class Organisations:
    """Organisations by code, with predecessors mapped to their successors."""

    current: Mapping[str, Organisation]
    successors: Mapping[str, str]

    def successor(self, code: str) -> str | None:
        """The organisation that answers for a code today; None if unknown."""
        if code in self.current:
            return code
        return self.successors.get(code)

    def agency(self, code: str) -> str | None:
        """The agency an organisation answers for; None if unknown."""
        known = self.successor(code)
        return self.current[known].agency if known is not None else None


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All vocabularies of one schema directory."""

    organisations: Organisations
    purposes: Mapping[str, Purpose]
    roles: Mapping[str, Role]


def organisations_of(document: OrganisationsFile) -> Organisations:
    """Index organisations and their predecessors.

    A predecessor that is claimed by two bodies answers for neither: which of
    them took over is for an agreement to say.
    """
    claimed: dict[str, list[str]] = {}
    for code, organisation in document.organisations.items():
        if organisation.predecessor is not None:
            claimed.setdefault(organisation.predecessor, []).append(code)
    successors = {old: new[0] for old, new in claimed.items() if len(new) == 1}
    return Organisations(current=document.organisations, successors=successors)


def load_vocabularies(directory: Path) -> Vocabularies:
    """Read `organisations.yaml`, `purposes.yaml` and `roles.yaml`.

    Raises:
        RecordError: a file is not as it should be, with file, line and key.
        OSError: a file can't be read.
    """
    organisations = organisations_of(
        _load(OrganisationsFile, directory / "organisations.yaml")
    )
    purposes = _load(PurposesFile, directory / "purposes.yaml")
    path = directory / "roles.yaml"
    document = read_yaml(path.read_text(encoding="utf-8"), path.name)
    roles = parse_record(RolesFile, document)
    for code, role in roles.roles.items():
        if role.organisation not in organisations.current:
            where = ("roles", code, "organisation")
            raise document.error(where, f"unknown organisation {role.organisation}")
    return Vocabularies(organisations, purposes.purposes, roles.roles)


def _load(model: type[Model], path: Path) -> Model:
    text = path.read_text(encoding="utf-8")
    return parse_record(model, read_yaml(text, path.name))
