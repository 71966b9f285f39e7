"""The rules over one subgraph, in rounds.

A round runs when the one before found nothing: what is external and what is
provided must be clear before one can say which fields a subgraph resolves, and an
interface's key before one can look for it on the implementations. In a round the order is that in which
findings read best; no rule depends on another.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from gateway.composition.diagnostics import Diagnostic
from gateway.composition.subgraph.facts import Facts
from gateway.composition.subgraph_rules.auth_not_on_interface import (
    auth_not_on_interface,
)
from gateway.composition.subgraph_rules.context_names_are_plain import (
    context_names_are_plain,
)
from gateway.composition.subgraph_rules.context_readers_have_keys import (
    context_readers_have_keys,
)
from gateway.composition.subgraph_rules.context_selections_fit import (
    context_selections_fit,
)
from gateway.composition.subgraph_rules.contexts_are_named import (
    contexts_are_named,
)
from gateway.composition.subgraph_rules.contexts_are_set import (
    contexts_are_set,
)
from gateway.composition.subgraph_rules.cost_not_on_interface import (
    cost_not_on_interface,
)
from gateway.composition.subgraph_rules.directives_supported_on_interface import (
    directives_supported_on_interface,
)
from gateway.composition.subgraph_rules.external_alone import external_alone
from gateway.composition.subgraph_rules.external_is_used import external_is_used
from gateway.composition.subgraph_rules.external_not_on_interface import (
    external_not_on_interface,
)
from gateway.composition.subgraph_rules.field_sets_are_readable import (
    field_sets_are_readable,
    interface_keys_are_readable,
)
from gateway.composition.subgraph_rules.field_sets_are_text import (
    field_sets_are_text,
    used_field_sets_are_text,
)
from gateway.composition.subgraph_rules.field_sets_have_no_arguments import (
    field_sets_have_no_arguments,
)
from gateway.composition.subgraph_rules.field_sets_have_no_directives import (
    field_sets_have_no_directives,
)
from gateway.composition.subgraph_rules.field_sets_select_external import (
    field_sets_select_external,
)
from gateway.composition.subgraph_rules.interface_keys_on_implementations import (
    interface_keys_on_implementations,
)
from gateway.composition.subgraph_rules.interface_objects_have_keys import (
    interface_objects_have_keys,
)
from gateway.composition.subgraph_rules.keys_select_plain_types import (
    keys_select_plain_types,
)
from gateway.composition.subgraph_rules.list_sizes_fit import list_sizes_fit
from gateway.composition.subgraph_rules.provides_on_composite_fields import (
    provides_on_composite_fields,
)
from gateway.composition.subgraph_rules.root_names_are_free import root_names_are_free
from gateway.composition.subgraph_rules.shareable_on_objects import (
    shareable_on_objects,
)

Rule: TypeAlias = Callable[[Facts], Iterable[Diagnostic]]

SUBGRAPH_ROUNDS: Final[tuple[tuple[Rule, ...], ...]] = (
    (external_alone,),
    (provides_on_composite_fields,),
    (used_field_sets_are_text,),
    (interface_keys_are_readable,),
    (
        root_names_are_free,
        field_sets_are_text,
        field_sets_are_readable,
        field_sets_have_no_directives,
        field_sets_have_no_arguments,
        keys_select_plain_types,
        directives_supported_on_interface,
        field_sets_select_external,
        external_not_on_interface,
        external_is_used,
        interface_keys_on_implementations,
        interface_objects_have_keys,
        shareable_on_objects,
        auth_not_on_interface,
        cost_not_on_interface,
        list_sizes_fit,
        context_names_are_plain,
        contexts_are_named,
        contexts_are_set,
        context_selections_fit,
        context_readers_have_keys,
    ),
)
