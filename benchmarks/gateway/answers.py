"""What the four subgraphs answer: graphql-core over `data.json`.

Every record is one dictionary that all subgraphs share; each subgraph's schema shows
its own part. Slow and plain: `subgraphs` remembers each answer.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLSchema, build_schema, graphql_sync

DATA: Final = Path(__file__).parent / "data"
BIRTHDAY: Final = 1234567890
REVIEWS_OF_A_USER: Final = 2

_FEDERATION = """
scalar _Any
extend type Query { _entities(representations: [_Any!]!): [_Entity]! }
"""

SDL: Final[Mapping[str, str]] = {
    "accounts": """
        type Query { me: User user(id: ID!): User users: [User] }
        type User { id: ID! name: String username: String birthday: Int }
        union _Entity = User
    """,
    "inventory": """
        type Query { _unused: Int }
        type Product {
          upc: String! weight: Int price: Int inStock: Boolean shippingEstimate: Int
        }
        union _Entity = Product
    """,
    "products": """
        type Query { topProducts(first: Int = 5): [Product] }
        type Product { upc: String! name: String price: Int weight: Int }
        union _Entity = Product
    """,
    "reviews": """
        type Query { _unused: Int }
        type Review { id: ID! body: String product: Product author: User }
        type User { id: ID! username: String reviews: [Review] }
        type Product { upc: String! reviews: [Review] }
        union _Entity = Review | User | Product
    """,
}

Entity = dict[str, Any]


class Answers:
    """Answers the requests of a gateway to the four subgraphs."""

    def __init__(self) -> None:
        """Read `data.json`."""
        self._schemas: dict[str, GraphQLSchema] = {
            name: build_schema(sdl + _FEDERATION) for name, sdl in SDL.items()
        }
        self._root = _root()

    def answer(self, subgraph: str, body: bytes) -> bytes:
        """The answer to one request.

        Args:
            subgraph: One of `SDL`.
            body: JSON with `query` and perhaps `variables`.

        Returns:
            JSON with `data`, and with `errors` where the request is wrong.
        """
        message = json.loads(body)
        result = graphql_sync(
            self._schemas[subgraph],
            message["query"],
            root_value=self._root,
            variable_values=message.get("variables"),
            operation_name=message.get("operationName"),
        )
        return json.dumps(result.formatted, separators=(",", ":")).encode()


def _root() -> Entity:
    data = json.loads((DATA / "data.json").read_text("utf-8"))
    users, products, reviews = _records(data)
    known = {
        ("User", "id"): {one["id"]: one for one in users},
        ("Product", "upc"): {one["upc"]: one for one in products},
        ("Review", "id"): {one["id"]: one for one in reviews},
    }

    def entities(_info: object, representations: list[Entity]) -> list[Entity | None]:
        return [
            by_key.get(one[key])
            for one in representations
            for (typename, key), by_key in known.items()
            if typename == one["__typename"]
        ]

    return {
        "me": users[0],
        "users": users,
        "user": lambda _info, id: known["User", "id"].get(id),  # noqa: A006 -- the argument's name
        "topProducts": lambda _info, first: products[:first],
        "_entities": entities,
    }


def _records(
    data: Mapping[str, Any],
) -> tuple[list[Entity], list[Entity], list[Entity]]:
    """Users, products and reviews, holding each other."""
    users = [
        {**one, "__typename": "User", "birthday": BIRTHDAY} for one in data["users"]
    ]
    products = [
        {
            **one,
            "__typename": "Product",
            "inStock": data["inStock"][one["upc"]],
            "shippingEstimate": None,
            "reviews": [],
        }
        for one in data["products"]
    ]
    by_upc = {one["upc"]: one for one in products}
    reviews = [
        {
            **one,
            "__typename": "Review",
            "product": by_upc[one["product"]],
            "author": users[0],
        }
        for one in data["reviews"]
    ]
    for review in reviews:
        review["product"]["reviews"].append(review)
    for user in users:
        user["reviews"] = reviews[:REVIEWS_OF_A_USER]
    return users, products, reviews
