"""The merged schema is valid GraphQL.

Finding: INVALID_GRAPHQL. Each subgraph can be valid and the whole not: an
interface's field that fits each implementation apart, a custom directive of which
one definition wins.
"""

from collections.abc import Iterator

from graphql import GraphQLError, build_ast_schema, parse, validate_schema
from graphql.validation.validate import validate_sdl

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.printing.supergraph import print_supergraph
from gateway.composition.subgraph.literals import literals_fit
from gateway.composition.subgraph.validity import RULES


def is_valid_graphql(merged: Merged) -> Iterator[Diagnostic]:
    """What the GraphQL specification has against the merged schema."""
    document = parse(print_supergraph(merged))
    errors: list[GraphQLError] = list(validate_sdl(document, rules=RULES))
    if not errors:
        schema = build_ast_schema(document, assume_valid_sdl=True)
        errors = [*validate_schema(schema), *literals_fit(schema, document)]
    for error in errors:
        yield Diagnostic(
            Code.INVALID_GRAPHQL,
            f"the merged schema is not valid: {error.message}",
            "Make the subgraphs agree on the element named.",
        )
