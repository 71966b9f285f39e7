"""The four subgraphs of the public federation benchmark.

As there: every user has the first two reviews, and shipping estimates are null.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.subgraphs import Subgraph

FOLDER = Path(__file__).parent.parent / "differential" / "benchmark"
DATA = json.loads((FOLDER / "data.json").read_text())
QUERY = (FOLDER / "query.graphql").read_text()
EXPECTED = json.loads((FOLDER / "expected.json").read_text())

USERS = {one["id"]: one for one in DATA["users"]}
PRODUCTS = {one["upc"]: one for one in DATA["products"]}
REVIEWS = {one["id"]: one for one in DATA["reviews"]}

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@external", "@requires", "@provides", "@shareable"])\n'


def review(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": one["id"],
        "body": one["body"],
        "product": {"__typename": "Product", "upc": one["product"]},
        "author": {
            "__typename": "User",
            "id": "1",
            "username": USERS["1"]["username"],
        },
    }


def benchmark() -> tuple[Subgraph, ...]:
    accounts = Subgraph(
        "accounts",
        LINK
        + """
        type Query { me: User users: [User] user(id: ID!): User }
        type User @key(fields: "id") {
          id: ID! name: String username: String @shareable birthday: Int
        }""",
        {
            "Query.users": lambda *_: list(USERS.values()),
            "Query.me": lambda *_: USERS["1"],
            "Query.user": lambda _, given: USERS.get(given["id"]),
        },
        {"User": lambda one: USERS.get(one["id"])},
    )
    inventory = Subgraph(
        "inventory",
        LINK
        + """
        type Product @key(fields: "upc") {
          upc: String! weight: Int @external price: Int @external
          inStock: Boolean shippingEstimate: Int @requires(fields: "price weight")
        }""",
        {"Product.shippingEstimate": lambda *_: None},
        {"Product": lambda one: {**one, "inStock": DATA["inStock"][one["upc"]]}},
    )
    products = Subgraph(
        "products",
        LINK
        + """
        type Query { topProducts(first: Int = 5): [Product] }
        type Product @key(fields: "upc") {
          upc: String! name: String price: Int weight: Int
        }""",
        {
            "Query.topProducts": lambda _, given: list(PRODUCTS.values())[
                : given["first"]
            ]
        },
        {"Product": lambda one: PRODUCTS.get(one["upc"])},
    )
    reviews = Subgraph(
        "reviews",
        LINK
        + """
        type Review @key(fields: "id") {
          id: ID! body: String product: Product author: User @provides(fields: "username")
        }
        type User @key(fields: "id") {
          id: ID! username: String @external reviews: [Review]
        }
        type Product @key(fields: "upc") { upc: String! reviews: [Review] }""",
        {
            "User.reviews": lambda *_: [review(REVIEWS["1"]), review(REVIEWS["2"])],
            "Product.reviews": lambda one, _: [
                review(each)
                for each in REVIEWS.values()
                if each["product"] == one["upc"]
            ],
        },
        {
            "Review": lambda one: review(REVIEWS[one["id"]]),
            "User": lambda one: {"id": one["id"]},
            "Product": lambda one: {"upc": one["upc"]},
        },
    )
    return accounts, inventory, products, reviews
