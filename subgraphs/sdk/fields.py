"""How a maintainer declares a type: its classification and its columns at once.

    @entity(residents)
    class Resident:
        ticket: ID = ticket()
        ref: ID | None = ref()
        nik: Sealed | None = identifying()
        sex: Sex | None = general()
        region: Region | None = general(Part("region_"))

A field reads the column of its own name unless a source says otherwise. Where
a function is given instead of a source, it is the field's resolver: it takes
`root: Row`, `info: Info` and the field's arguments, and returns the plain
value; the kit seals it where the field's type is `Sealed`.
"""

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

import strawberry
from sqlalchemy import Table
from strawberry.types import get_object_definition

from subgraphs.sdk.directives import (
    Impersonal,
    Opens,
    Personal,
    PersonalDataClass,
    Provider,
)
from subgraphs.sdk.sources import PartialDate, Ref, Resolved, Source, Ticket, Value

SOURCE = "tautan.source"
"""Key of a field's source in its metadata."""

TABLE = "__tautan_table__"
"""Attribute of a type that names its table."""

_Class = TypeVar("_Class", bound=type)
_Origin = Source | Callable[..., Any] | None


def general(source: _Origin = None, *, provider: str | None = None) -> Any:
    """General personal data that alone does not identify: travels in the clear.

    Args:
        source: Where the value comes from; the column of its name by default.
        provider: The agency that answers for it, if not the node's own.
    """
    return _field(source, _marks(PersonalDataClass.GENERAL, provider=provider))


def identifying(opens: str = "String", source: _Origin = None) -> Any:
    """General personal data that identifies: travels sealed.

    Args:
        opens: The type inside.
        source: As for `general`.
    """
    marks = _marks(PersonalDataClass.GENERAL, opens, identifies=True)
    return _field(source or _usual(opens), marks)


def specific(
    opens: str,
    source: _Origin = None,
    *,
    identifies: bool = False,
    provider: str | None = None,
) -> Any:
    """Specific personal data (UU 27/2022 art. 4): travels sealed.

    Args:
        opens: The type inside.
        source: As for `general`.
        identifies: Whether it identifies a person.
        provider: As for `general`.
    """
    marks = _marks(
        PersonalDataClass.SPECIFIC, opens, identifies=identifies, provider=provider
    )
    return _field(source or _usual(opens), marks)


def secret(opens: str, source: _Origin = None) -> Any:
    """Secret data: travels sealed, to officers alone.

    Args:
        opens: The type inside.
        source: As for `general`.
    """
    return _field(source, [*_marks(PersonalDataClass.GENERAL, opens, secret=True)])


def ticket() -> Any:
    """The record's handle on the wire."""
    marks = _marks(PersonalDataClass.GENERAL)
    return _field(Ticket(), marks, inaccessible=True)


def ref() -> Any:
    """The record's stable pseudonym."""
    return _field(Ref(), _marks(PersonalDataClass.GENERAL))


def entry(resolver: Callable[..., Any]) -> Any:
    """A root field: an entry point, with the function as its resolver."""
    return strawberry.federation.field(resolver=resolver, directives=[Impersonal()])


def entity(
    table: Table | None = None, *, key: str = "ticket"
) -> Callable[[_Class], _Class]:
    """A type that other subgraphs reach by a key.

    Args:
        table: Its table; the column `handle` holds the record's surrogate. None
            where the node reads the type's records itself (`NodeSpec.readers`).
        key: `ticket`, or the GraphQL name of a business key.
    """

    def declare(cls: _Class) -> _Class:
        declared = strawberry.federation.type(cls, keys=[key])
        setattr(declared, TABLE, table)
        return declared

    return declare


def record(table: Table) -> Callable[[_Class], _Class]:
    """A type with a table of its own that is reached through its owner alone."""

    def declare(cls: _Class) -> _Class:
        declared = strawberry.federation.type(cls)
        setattr(declared, TABLE, table)
        return declared

    return declare


def declared_name(cls: type) -> str:
    """The GraphQL name of a declared type."""
    name: str = get_object_definition(cls, strict=True).name
    return name


@dataclass_transform(kw_only_default=True)
def impersonal(cls: _Class) -> _Class:
    """A type that says nothing of one person."""
    return strawberry.federation.type(cls, directives=[Impersonal()])


@dataclass_transform(kw_only_default=True)
def shared(cls: _Class) -> _Class:
    """An impersonal type that several subgraphs define alike."""
    return strawberry.federation.type(cls, directives=[Impersonal()], shareable=True)


part = strawberry.federation.type
"""A type made from columns of its owner's row."""


def _usual(opens: str) -> Source:
    return PartialDate() if opens == "PartialDate" else Value()


def _marks(
    personal_class: PersonalDataClass,
    opens: str | None = None,
    *,
    identifies: bool = False,
    secret: bool = False,
    provider: str | None = None,
) -> list[object]:
    personal = Personal(
        personal_class=personal_class, identifies=identifies, secret=secret
    )
    opened = [Opens(opens_as=opens)] if opens else []
    provided = [Provider(agency=provider)] if provider else []
    return [*opened, personal, *provided]


def _field(origin: _Origin, marks: list[object], *, inaccessible: bool = False) -> Any:
    if origin is None or isinstance(origin, Source):
        return strawberry.federation.field(
            default=None,
            directives=marks,
            metadata={SOURCE: origin or Value()},
            inaccessible=inaccessible,
        )
    return strawberry.federation.field(
        resolver=origin, directives=marks, metadata={SOURCE: Resolved()}
    )
