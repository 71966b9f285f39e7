"""A field that requires others states what they require: its value may reveal theirs.

The same holds for what an argument reads from a context.

Finding: MISSING_TRANSITIVE_AUTH_REQUIREMENTS.
"""

from collections.abc import Iterable, Iterator

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.merged import Merged
from gateway.composition.subgraph.contexts import context_reads, context_setters
from gateway.composition.subgraph.facts import requirements
from gateway.composition.subgraph.fieldset import (
    Selected,
    lenient_field_set,
    walk,
)
from gateway.composition.subgraph.model import Field, Subgraph
from gateway.composition.supergraph_rules.auth import (
    FREE,
    Ways,
    both,
    implies,
    of_directives,
    of_field,
    of_type,
)


def required_auth_is_stated(
    context: MergeContext, merged: Merged
) -> Iterator[Diagnostic]:
    """Report requirements whose authorisation the requiring field does not state."""
    for facts in context.facts:
        for field, selections in _taken(facts.subgraph):
            if not implies(_own(merged, field), _needed(merged, field, selections)):
                yield Diagnostic(
                    Code.MISSING_TRANSITIVE_AUTH_REQUIREMENTS,
                    f'subgraph "{facts.name}": {field.coordinate} requires fields that'
                    " need an authorisation which it does not state itself",
                    "Repeat @authenticated, @requiresScopes and @policy of the required"
                    " fields on this field.",
                    (at(facts.name, field.node),),
                )


def _taken(subgraph: Subgraph) -> Iterator[tuple[Field, tuple[Selected, ...]]]:
    """What each field requires, or reads from each type that sets a context."""
    yield from requirements(subgraph)
    setters = context_setters(subgraph)
    for read in context_reads(subgraph):
        for owner in setters.get(read.name or "", ()):
            yield (
                read.field,
                lenient_field_set(subgraph.types, owner.name, read.selection),
            )


def _own(merged: Merged, field: Field) -> Ways:
    owner = merged.types[field.parent]
    found = owner.fields[field.name]
    return both(of_directives(owner.directives), of_field(merged, found))


def _needed(merged: Merged, field: Field, selections: Iterable[Selected]) -> Ways:
    ways = FREE
    for selected in walk(selections):
        if selected.field is None:
            continue
        owner = merged.types[selected.field.parent]
        ways = both(ways, of_field(merged, owner.fields[selected.field.name]))
        if owner.name != field.parent:
            ways = both(ways, of_type(merged, owner.name))
    return ways
