"""What is read from a context is one field of each type that sets it, of the argument's type.

Finding: CONTEXT_INVALID_SELECTION. The argument is nullable, since a context may
hold nothing.
"""

from collections.abc import Iterator

from graphql import (
    FieldNode,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    parse,
    print_ast,
)

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.contexts import (
    ContextRead,
    context_reads,
    context_setters,
)
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph.fieldset import (
    Selected,
    Unreadable,
    read_field_set,
    walk,
)
from gateway.composition.subgraph.model import TypeDefinition, has
from gateway.composition.subgraph.typeref import ListOf, TypeRef, nullable


def context_selections_fit(facts: Facts) -> Iterator[Diagnostic]:
    """Report selections that can't fill their argument from some setter."""
    setters = context_setters(facts.subgraph)
    for read in context_reads(facts.subgraph):
        for owner in setters.get(read.name or "", ()):
            reason = _misfit(facts, read, owner)
            if reason is not None:
                yield Diagnostic(
                    Code.CONTEXT_INVALID_SELECTION,
                    f'subgraph "{facts.name}": {read.coordinate} reads from'
                    f" {owner.name}, but {reason}",
                    "Select one field of the argument's nullable type.",
                    (at(facts.name, read.applied.node),),
                )


def _misfit(facts: Facts, read: ContextRead, owner: TypeDefinition) -> str | None:
    if has(owner, "interfaceObject"):
        return "that is an interface object"
    selection = _parse(read.selection)
    if selection is None:
        return "the selection does not parse"
    chosen = _for_type(selection, owner)
    if chosen is None:
        return f"no part of the selection, or more than one, is for {owner.name}"
    found = read_field_set(facts.subgraph.types, owner.name, chosen)
    if isinstance(found, Unreadable):
        return found.reason
    return _mistyped(found, read.argument.type)


def _mistyped(selections: tuple[Selected, ...], wanted: TypeRef) -> str | None:
    if any(s.directives for s in walk(selections)):
        return "the selection has directives"
    selected = _selected_type(selections)
    if selected is None:
        return "the selection is of several fields"
    if selected != wanted:
        return f"the selection is {selected}, the argument {wanted}"
    return None


def _parse(text: str) -> SelectionSetNode | None:
    wrapped = text if text.startswith("{") else f"{{{text}}}"
    try:
        definitions = parse(wrapped, no_location=True).definitions
    except GraphQLSyntaxError:
        return None
    match definitions:
        case (OperationDefinitionNode(selection_set=selection_set),):
            return selection_set
        case _:
            return None


def _for_type(selection: SelectionSetNode, owner: TypeDefinition) -> str | None:
    """The part of the selection that applies to a setter, as text."""
    parts: list[SelectionNode] = [
        s
        for s in selection.selections
        if not isinstance(s, InlineFragmentNode)
        or s.type_condition is None
        or s.type_condition.name.value == owner.name
    ]
    fragments = [p for p in parts if isinstance(p, InlineFragmentNode)]
    plain = [p for p in parts if isinstance(p, FieldNode)]
    if len(fragments) > 1 or not parts or (fragments and plain):
        return None
    return " ".join(print_ast(p) for p in parts)


def _selected_type(selections: tuple[Selected, ...]) -> TypeRef | None:
    """The type of the one leaf; lists on the way wrap it."""
    if len(selections) != 1 or selections[0].field is None:
        return None
    own = nullable(selections[0].field.type)
    if not selections[0].children:
        return own
    inner = _selected_type(selections[0].children)
    return ListOf(inner) if inner and isinstance(own, ListOf) else inner
