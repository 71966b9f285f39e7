"""The schema of a node: strawberry's types, held to the contract, with our resolvers.

Strawberry prints `@link` and `@composeDirective` for the directives in use;
every contract imports all of them, so the header is stated here instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import strawberry
from graphql import GraphQLSchema
from strawberry.federation.schema_directives import ComposeDirective, Link
from strawberry.federation.types import LinkImport
from strawberry.schema.config import StrawberryConfig

from subgraphs.sdk.contract import Contract
from subgraphs.sdk.directives import CONTRACT_URL
from subgraphs.sdk.mapping import Mapped, read_mapping
from subgraphs.sdk.operations import Operations
from subgraphs.sdk.resolvers import install
from subgraphs.sdk.scalars import SCALARS

FEDERATION_URL = "https://specs.apollo.dev/federation/v2.7"
_FEDERATION = ["@key", "@shareable", "@inaccessible", "@composeDirective"]
_OURS = ["@personal", "@impersonal", "@opens", "@provider"]


class FederatedSchema(strawberry.federation.Schema):
    """A strawberry schema with the header that every contract has."""

    def _prepare_schema_directives(self) -> None:
        self.schema_directives = [
            Link(url=FEDERATION_URL, import_=_imports(_FEDERATION)),
            Link(url=CONTRACT_URL, import_=_imports(_OURS)),
            *(ComposeDirective(name=name) for name in _OURS),
        ]

    @property
    def graphql(self) -> GraphQLSchema:
        """The schema as graphql-core executes it."""
        return self._schema


def _imports(names: list[str]) -> list[LinkImport | None]:
    return [LinkImport(name) for name in names]


@dataclass(frozen=True, slots=True)
class NodeSchema:
    """What a node executes."""

    contract: Contract
    graphql: GraphQLSchema
    mapped: Mapped
    operations: Operations


def build_schema(
    query: type,
    types: Iterable[type],
    contract: Contract,
    subscription: type | None = None,
) -> NodeSchema:
    """The schema of a node's types.

    Args:
        query: The class of root fields.
        types: Entities that no root field leads to.
        contract: What the types must equal.
        subscription: The class of feeds, if there are any.

    Raises:
        ContractMismatch: The printed SDL differs from the contract.
        MappingInvalid: A field names a column that its table lacks.
    """
    declared = FederatedSchema(
        query=query,
        subscription=subscription,
        types=types,
        config=StrawberryConfig(scalar_map=SCALARS),
        federation_version="2.7",
    )
    contract.require(declared.as_str())
    mapped = read_mapping(declared.graphql)
    install(declared.graphql, mapped, contract)
    return NodeSchema(contract, declared.graphql, mapped, Operations(declared.graphql))
