"""The federation specification by version: which directives there are, and their definitions.

Source: the subgraph specification of Apollo Federation, versions 2.0 to 2.14,
and the directives of version 1.
"""

from dataclasses import dataclass
from typing import Final

FEDERATION: Final = "https://specs.apollo.dev/federation"
LINK: Final = "https://specs.apollo.dev/link"
CONNECT: Final = "https://specs.apollo.dev/connect"
CONTRACT: Final = "https://tautan.example/contract"
"""Our own classification of fields: @personal, @impersonal, @opens, @provider."""

NEWEST: Final = (2, 14)
SCALARS: Final = frozenset({"FieldSet", "Scope", "Policy", "ContextFieldValue"})

_ELEMENTS = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR"
    " | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_AUTH = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of a federation directive from one version on."""

    name: str
    since: tuple[int, int]
    signature: str
    """Arguments, `repeatable` and locations, as in SDL."""


_DEFINITIONS: Final = (
    Definition(
        "key",
        (2, 0),
        "(fields: FieldSet!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE",
    ),
    Definition("requires", (2, 0), "(fields: FieldSet!) on FIELD_DEFINITION"),
    Definition("provides", (2, 0), "(fields: FieldSet!) on FIELD_DEFINITION"),
    Definition("external", (2, 0), "(reason: String) on OBJECT | FIELD_DEFINITION"),
    Definition("extends", (2, 0), "on OBJECT | INTERFACE"),
    Definition("shareable", (2, 0), "on OBJECT | FIELD_DEFINITION"),
    Definition("shareable", (2, 2), "repeatable on OBJECT | FIELD_DEFINITION"),
    Definition("tag", (2, 0), f"(name: String!) repeatable on {_ELEMENTS}"),
    Definition("tag", (2, 3), f"(name: String!) repeatable on {_ELEMENTS} | SCHEMA"),
    Definition("inaccessible", (2, 0), f"on {_ELEMENTS}"),
    Definition("override", (2, 0), "(from: String!) on FIELD_DEFINITION"),
    Definition(
        "override", (2, 7), "(from: String!, label: String) on FIELD_DEFINITION"
    ),
    Definition("composeDirective", (2, 1), "(name: String) repeatable on SCHEMA"),
    Definition("interfaceObject", (2, 3), "on OBJECT"),
    Definition("authenticated", (2, 5), f"on {_AUTH}"),
    Definition("requiresScopes", (2, 5), f"(scopes: [[Scope!]!]!) on {_AUTH}"),
    Definition("policy", (2, 6), f"(policies: [[Policy!]!]!) on {_AUTH}"),
    Definition(
        "context", (2, 8), "(name: String!) repeatable on INTERFACE | OBJECT | UNION"
    ),
    Definition(
        "fromContext", (2, 8), "(field: ContextFieldValue) on ARGUMENT_DEFINITION"
    ),
    Definition(
        "cost",
        (2, 9),
        "(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION"
        " | INPUT_FIELD_DEFINITION | OBJECT | SCALAR",
    ),
    Definition(
        "listSize",
        (2, 9),
        "(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!],"
        " requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION",
    ),
    Definition(
        "cacheTag",
        (2, 12),
        "(format: String!) repeatable on OBJECT | FIELD_DEFINITION",
    ),
)

_VERSION_1: Final = frozenset(
    {"key", "requires", "provides", "external", "extends", "tag"}
)

SPEC_OF: Final = {
    "tag": "tag/v0.3",
    "inaccessible": "inaccessible/v0.2",
    "authenticated": "authenticated/v0.1",
    "requiresScopes": "requiresScopes/v0.1",
    "policy": "policy/v0.1",
    "cost": "cost/v0.1",
    "listSize": "cost/v0.1",
    "context": "context/v0.1",
    "fromContext": "context/v0.1",
}
"""Directives that a supergraph keeps, and the specification each is linked from there."""

CARRIED: Final = {"cacheTag": "cacheTag/v0.1"}
"""Directives that a supergraph carries inside @join__directive, as they stand in the
subgraphs, and the specification that it links for each."""

COMPOSED: Final = frozenset(
    {"tag", "inaccessible", "authenticated", "requiresScopes", "policy", "context"}
)
"""Directives that are composed without being asked for."""

_APART: Final = {
    "tag": (((0, 1), (0, 2), (0, 3)), ("@tag",)),
    "inaccessible": (((0, 1), (0, 2)), ("@inaccessible",)),
    "authenticated": (((0, 1),), ("@authenticated",)),
    "requiresScopes": (((0, 1),), ("@requiresScopes", "Scope")),
    "policy": (((0, 1),), ("@policy", "Policy")),
    "cost": (((0, 1),), ("@cost", "@listSize")),
    "context": (((0, 1),), ("@context", "@fromContext", "ContextFieldValue")),
    "link": (((1, 0),), ("@link", "Purpose", "Import")),
}
"""Specifications that may be linked beside federation: versions and elements."""


def is_known(version: tuple[int, int]) -> bool:
    """Whether there is such a version of federation 2."""
    return (2, 0) <= version <= NEWEST


def elements(identity: str, version: tuple[int, int]) -> frozenset[str]:
    """What a version of a specification defines; empty for one that is not known."""
    if identity == FEDERATION:
        known = signatures(version) if is_known(version) else {}
        return frozenset({*(f"@{n}" for n in known), *(SCALARS if known else ())})
    name = identity.removeprefix("https://specs.apollo.dev/")
    versions, defined = _APART.get(name, ((), ()))
    return frozenset(defined if version in versions else ())


def signatures(version: tuple[int, int] | None) -> dict[str, str]:
    """Directive name to signature in a federation version (None: version 1)."""
    until = version or (2, 0)
    known = {d.name: d.signature for d in _DEFINITIONS if d.since <= until}
    if version is None:
        return {name: text for name, text in known.items() if name in _VERSION_1}
    return known
