"""Which documents ask about the schema alone."""

import pytest
from graphql import parse

from gateway.policy.public_questions import asks_about_schema_alone


@pytest.mark.parametrize(
    "document",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "A") { name } t: __typename }',
        "{ ... { __schema { types { name } } } }",
        "{ ...f } fragment f on Query { ...g } fragment g on Query { __typename }",
        "query a { __typename } query b { __schema { types { name } } }",
    ],
)
def test_these_do(document):
    assert asks_about_schema_alone(parse(document))


@pytest.mark.parametrize(
    "document",
    [
        "{ people { __typename } }",
        "{ __typename people { id } }",
        "{ __schema: people { id } }",
        "{ ... on Query { people { id } } }",
        "{ ...f } fragment f on Query { people { id } }",
        "{ ...f } fragment f on Query { ...f }",
        "{ ...missing }",
        "query a { __typename } query b { people { id } }",
        "fragment f on Query { __typename }",
        "mutation { change }",
    ],
)
def test_these_do_not(document):
    assert not asks_about_schema_alone(parse(document))
