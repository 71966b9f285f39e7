"""The declared types of a node, beside the tables that they read.

Built once at start from the strawberry schema; a field that names a column
which its table lacks stops the node.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)
from sqlalchemy import Table
from strawberry.federation.schema_directives import Key
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from subgraphs.sdk.errors import MappingInvalid
from subgraphs.sdk.fields import SOURCE, TABLE
from subgraphs.sdk.sources import (
    Gathered,
    Many,
    One,
    Part,
    PartialDate,
    Ref,
    Resolved,
    Source,
    Ticket,
    Value,
)

HANDLE = "handle"
"""The column that every record has."""

TICKET = "ticket"
"""The field that a person's record is reached by."""


@dataclass(frozen=True, slots=True)
class MappedField:
    """One field and where its value comes from."""

    name: str
    """As in GraphQL."""
    python_name: str
    """As in Python, and so the column's usual name."""
    source: Source
    returns: str
    """The named type, without lists and non-null."""


@dataclass(frozen=True, slots=True)
class MappedType:
    """One declared type."""

    name: str
    table: Table | None
    """None for a part of another type's row."""
    fields: Mapping[str, MappedField]
    key: str | None
    """GraphQL name of the field that other subgraphs reach it by."""

    @property
    def keyed_by_ticket(self) -> bool:
        """Whether its key is a ticket rather than a business key."""
        return self.key == TICKET

    @property
    def key_column(self) -> str:
        """The column that an opened key is found in."""
        if self.key is None or self.keyed_by_ticket:
            return HANDLE
        return self.fields[self.key].python_name


Mapped = Mapping[str, MappedType]
"""The declared types by name."""

Selected = Mapping[str, frozenset[str]]
"""The fields that an operation selects, per type."""


def read_mapping(schema: GraphQLSchema) -> Mapped:
    """The declared types of a schema.

    Raises:
        MappingInvalid: A column is missing from its table, or a keyed type
            can't be reached.
    """
    found = {
        name: declared
        for name, gql_type in schema.type_map.items()
        if isinstance(gql_type, GraphQLObjectType)
        and (declared := _declared(gql_type)) is not None
    }
    everything = {name: frozenset(of.fields) for name, of in found.items()}
    for declared in found.values():
        if declared.table is not None:
            _require_columns(declared, found, everything)
    _require_entities(schema, found)
    return found


def _require_entities(schema: GraphQLSchema, mapped: Mapped) -> None:
    """Every keyed type must be one that `_entities` can give.

    Strawberry finds those that it reaches from root fields or is told of.
    """
    union = schema.type_map.get("_Entity")
    given = (
        {of.name for of in union.types}
        if isinstance(union, GraphQLUnionType)
        else set()
    )
    lacking = sorted(
        name for name, of in mapped.items() if of.key is not None and name not in given
    )
    if lacking:
        raise MappingInvalid(
            f"Nobody can reach {', '.join(lacking)} by key: name them in the "
            "`types` of the NodeSpec."
        )


def _declared(gql_type: GraphQLObjectType) -> MappedType | None:
    definition = gql_type.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if definition is None or gql_type.name.startswith("_"):
        return None
    keys = [mark.fields for mark in definition.directives if isinstance(mark, Key)]
    fields = {
        name: mapped
        for name, field in gql_type.fields.items()
        if (mapped := _mapped(name, field)) is not None
    }
    return MappedType(
        name=gql_type.name,
        table=getattr(definition.origin, TABLE, None),
        fields=fields,
        key=str(keys[0]) if keys else None,
    )


def _mapped(name: str, field: GraphQLField) -> MappedField | None:
    declared = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(declared, StrawberryField) or name.startswith("_"):
        return None
    plain = Resolved() if declared.base_resolver else Value()
    source = declared.metadata.get(SOURCE, plain)
    returns = get_named_type(field.type).name
    return MappedField(name, declared.python_name, source, returns)


def columns_of(
    mapped: Mapped, typename: str, selected: Selected, prefix: str = ""
) -> Iterator[str]:
    """The columns that the selected fields of a type need.

    Args:
        mapped: The declared types.
        typename: A type with a table, or a part of one.
        selected: The fields selected, per type.
        prefix: Of the part's columns.
    """
    fields = mapped[typename].fields
    for name in sorted(selected.get(typename, frozenset()) & fields.keys()):
        field = fields[name]
        match field.source:
            case Value() | PartialDate() as plain:
                yield from plain.columns(prefix, field.python_name)
            case One(column=column):
                yield prefix + column
            case Resolved(needs=needs):
                yield from needs
            case Part(prefix=inner, present=present):
                yield from (prefix + present,) if present else ()
                yield from columns_of(mapped, field.returns, selected, prefix + inner)
            case Ticket() | Ref() | Many() | Gathered():
                pass


def _require_columns(
    declared: MappedType, mapped: Mapped, all_fields: Selected
) -> None:
    table = declared.table
    if table is None:
        return
    needed = {HANDLE, *columns_of(mapped, declared.name, all_fields)}
    missing = sorted(needed - set(table.columns.keys()))
    if missing:
        raise MappingInvalid(
            f"Fields of {declared.name} read the columns {', '.join(missing)}, "
            f"which table {table.name} lacks: give the field a source, or the "
            "table a column."
        )
