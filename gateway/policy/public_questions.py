"""Recognises documents that ask about the public schema and nothing else.

The schema is public, so such a question needs no token. Looked at before
anything is believed: parsing alone, within the limits.
"""

from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from gateway.supergraph.model import INTROSPECTION, TYPENAME

PUBLIC: Final = INTROSPECTION | {TYPENAME}


def asks_about_schema_alone(document: DocumentNode) -> bool:
    """Say whether every operation selects introspection fields alone."""
    fragments = {
        one.name.value: one.selection_set
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    roots = [
        one.selection_set
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
    ]
    return bool(roots) and all(_is_public(root, fragments, ()) for root in roots)


def _is_public(
    selections: SelectionSetNode,
    fragments: dict[str, SelectionSetNode],
    inside: tuple[str, ...],
) -> bool:
    for one in selections.selections:
        match one:
            case FieldNode():
                public = one.name.value in PUBLIC
            case InlineFragmentNode():
                public = _is_public(one.selection_set, fragments, inside)
            case _:
                name = one.name.value if isinstance(one, FragmentSpreadNode) else ""
                public = (
                    name in fragments
                    and name not in inside
                    and _is_public(fragments[name], fragments, (*inside, name))
                )
        if not public:
            return False
    return True
