"""One world of users, posts and media: split over four subgraphs, and whole."""

from collections.abc import Mapping
from typing import Any

from tests.support.subgraphs import Subgraph

LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@inaccessible"])\n'

USERS: dict[str, dict[str, Any]] = {
    one: {"__typename": "User", "id": one, "name": f"user {one}", "email": f"{one}@x"}
    for one in ("1", "2", "3")
}
MEDIA: dict[str, dict[str, Any]] = {
    "b1": {"__typename": "Book", "id": "b1", "title": "book one", "pages": 100},
    "b2": {"__typename": "Book", "id": "b2", "title": "book two", "pages": None},
    "f1": {"__typename": "Film", "id": "f1", "title": "film one", "minutes": 90},
}
POSTS: dict[str, dict[str, Any]] = {
    one: {"__typename": "Post", "id": one, "title": f"post {one}", "kind": kind}
    for one, kind in (("p1", "NEWS"), ("p2", "ESSAY"), ("p3", None), ("p4", "NEWS"))
}
USERS["1"] |= {"favourite": MEDIA["b1"], "friend": USERS["2"]}
USERS["2"] |= {"favourite": MEDIA["f1"], "friend": USERS["1"]}
USERS["3"] |= {"favourite": None, "friend": None}
STARS = {"b1": 5, "b2": None, "f1": 3}
for _key, _author, _about in (
    ("p1", "1", "b1"),
    ("p2", "1", "f1"),
    ("p3", "2", None),
    ("p4", "3", "b1"),
):
    POSTS[_key]["author"] = USERS[_author]
    POSTS[_key]["about"] = MEDIA[_about] if _about else None
for _key, _value in MEDIA.items():
    _value["stars"] = STARS[_key]


def posts_of(user: Mapping[str, Any], given: Mapping[str, Any]) -> list[Any]:
    found = [one for one in POSTS.values() if one["author"]["id"] == user["id"]]
    first = given.get("first")
    return found if first is None else found[:first]


def score(post: Mapping[str, Any], _: Mapping[str, Any]) -> int:
    return len(post["title"]) + (len(post["kind"] or ""))


ROOTS = {
    "Query.users": lambda *_: list(USERS.values()),
    "Query.user": lambda _, given: USERS.get(given["id"]),
    "Query.posts": lambda _, given: list(POSTS.values())[: given.get("first")],
    "Query.items": lambda *_: list(MEDIA.values()),
    "Query.media": lambda *_: [*MEDIA.values(), None],
}
FIELDS = {"User.posts": posts_of, "Post.score": score}


def some(*coordinates: str) -> dict[str, Any]:
    known = {**ROOTS, **FIELDS}
    return {one: known[one] for one in coordinates}


def world() -> tuple[Subgraph, ...]:
    users = Subgraph(
        "users",
        LINK
        + """
        type Query { users: [User!]! user(id: ID!): User }
        type User @key(fields: "id") @key(fields: "email") {
          id: ID! name: String email: String! friend: User
        }""",
        some("Query.users", "Query.user"),
        {
            "User": lambda one: next(
                (
                    user
                    for user in USERS.values()
                    if one.get("id") == user["id"] or one.get("email") == user["email"]
                ),
                None,
            )
        },
    )
    posts = Subgraph(
        "posts",
        LINK
        + """
        enum Kind { NEWS ESSAY }
        type Query { posts(first: Int): [Post] }
        type Post @key(fields: "id") {
          id: ID! title: String! kind: Kind author: User! about: Media
        }
        type User @key(fields: "id") { id: ID! posts(first: Int): [Post!]! }
        union Media = Book | Film
        type Book @key(fields: "id") { id: ID! }
        type Film @key(fields: "id") { id: ID! }""",
        some("Query.posts", "User.posts"),
        {
            "Post": lambda one: POSTS.get(one["id"]),
            "User": lambda one: USERS.get(one["id"]),
            "Book": lambda one: MEDIA.get(one["id"]),
            "Film": lambda one: MEDIA.get(one["id"]),
        },
    )
    media = Subgraph(
        "media",
        LINK
        + """
        type Query { items: [Item!]! media: [Media] }
        interface Item { id: ID! title: String! }
        type Book implements Item @key(fields: "id") { id: ID! title: String! pages: Int }
        type Film implements Item @key(fields: "id") { id: ID! title: String! minutes: Int }
        union Media = Book | Film
        type User @key(fields: "email") { email: String! favourite: Media }""",
        some("Query.items", "Query.media"),
        {
            "Book": lambda one: MEDIA.get(one["id"]),
            "Film": lambda one: MEDIA.get(one["id"]),
            "User": lambda one: next(
                (user for user in USERS.values() if one["email"] == user["email"]), None
            ),
        },
    )
    ratings = Subgraph(
        "ratings",
        LINK
        + """
        enum Kind { NEWS ESSAY }
        type Book @key(fields: "id") { id: ID! stars: Int }
        type Film @key(fields: "id") { id: ID! stars: Int }
        type Post @key(fields: "id") {
          id: ID! title: String! @external kind: Kind @external
          score: Int! @requires(fields: "title kind")
        }""",
        some("Post.score"),
        {
            "Book": lambda one: MEDIA.get(one["id"]),
            "Film": lambda one: MEDIA.get(one["id"]),
            "Post": dict,
        },
    )
    return users, posts, media, ratings


def whole(source: Any, info: Any, **given: Any) -> Any:
    """Resolve a field of the one schema over the same data."""
    coordinate = f"{info.parent_type.name}.{info.field_name}"
    resolver = {**ROOTS, **FIELDS}.get(coordinate)
    if resolver is not None:
        return resolver(source or {}, given)
    return (source or {}).get(info.field_name)
