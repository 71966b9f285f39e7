"""The definitions that a supergraph carries of the specifications it links.

Sources: https://specs.apollo.dev/link/v1.0, join/v0.3 to v0.5, tag/v0.3,
inaccessible/v0.2, authenticated/v0.1, requiresScopes/v0.1, policy/v0.1,
cost/v0.1, context/v0.1, as federation gateways read them.
"""

from typing import Final

_LINK: Final = """\
directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA

enum link__Purpose {
  EXECUTION
  SECURITY
}

scalar link__Import"""

_FIELD_ARGUMENTS: Final = (
    "graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet,"
    " type: String, external: Boolean, override: String, usedOverridden: Boolean"
)
_FIELD_LABEL: Final = ", overrideLabel: String"
_FIELD_CONTEXT: Final = ", contextArguments: [join__ContextArgument!]"

_JOIN: Final = """\
directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE

directive @join__graph(name: String!, url: String!) on ENUM_VALUE

directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE

directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, resolvable: Boolean! = true, isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR

directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION

scalar join__FieldSet"""

_FROM_V05: Final = """\
directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION

scalar join__DirectiveArguments

input join__ContextArgument {
  name: String!
  type: String!
  context: String!
  selection: join__FieldValue!
}

scalar join__FieldValue"""

_ELEMENTS: Final = (
    "FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR"
    " | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION"
)
_AUTH: Final = "FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM"

_SPECS: Final = {
    "tag": f"directive @tag(name: String!) repeatable on {_ELEMENTS} | SCHEMA",
    "inaccessible": f"directive @inaccessible on {_ELEMENTS}",
    "authenticated": f"directive @authenticated on {_AUTH}",
    "requiresScopes": (
        "directive @requiresScopes(scopes: [[requiresScopes__Scope!]!]!) on"
        f" {_AUTH}\n\nscalar requiresScopes__Scope"
    ),
    "policy": (
        f"directive @policy(policies: [[policy__Policy!]!]!) on {_AUTH}\n\n"
        "scalar policy__Policy"
    ),
    "context": (
        "directive @context(name: String!) repeatable on INTERFACE | OBJECT | UNION"
        "\n\ndirective @context__fromContext(field: context__ContextFieldValue) on"
        " ARGUMENT_DEFINITION\n\nscalar context__ContextFieldValue"
    ),
    "cost": (
        "directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM |"
        " FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR\n\n"
        "directive @listSize(assumedSize: Int, slicingArguments: [String!],"
        " sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on"
        " FIELD_DEFINITION"
    ),
}


def machinery(urls: list[str]) -> list[str]:
    """The definitions for the linked specifications, as SDL."""
    version = next(u.rpartition("/")[2] for u in urls if "/join/" in u)
    arguments = _FIELD_ARGUMENTS
    if version >= "v0.4":
        arguments += _FIELD_LABEL
    if version >= "v0.5":
        arguments += _FIELD_CONTEXT
    field = (
        f"directive @join__field({arguments}) repeatable on FIELD_DEFINITION |"
        " INPUT_FIELD_DEFINITION"
    )
    definitions = [_LINK, field, _JOIN]
    if version >= "v0.5":
        definitions.append(_FROM_V05)
    definitions += [
        text
        for name, text in _SPECS.items()
        if any(url.startswith(f"https://specs.apollo.dev/{name}/") for url in urls)
    ]
    return definitions
