"""The rules over the merged schema, in three rounds.

A round runs only when the one before found nothing: what is hidden is judged on a
schema that is valid, and validity on types that have their fields.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from gateway.composition.diagnostics import Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.supergraph_rules.defaults_accessible import (
    defaults_accessible,
)
from gateway.composition.supergraph_rules.implementations_accessible import (
    implementations_accessible,
)
from gateway.composition.supergraph_rules.interface_fields_implemented import (
    interface_fields_implemented,
)
from gateway.composition.supergraph_rules.is_valid_graphql import is_valid_graphql
from gateway.composition.supergraph_rules.query_root_accessible import (
    query_root_accessible,
)
from gateway.composition.supergraph_rules.referenced_types_accessible import (
    referenced_types_accessible,
)
from gateway.composition.supergraph_rules.required_inputs_accessible import (
    required_inputs_accessible,
)
from gateway.composition.supergraph_rules.visible_types_have_children import (
    visible_types_have_children,
)

Rule: TypeAlias = Callable[[Merged], Iterable[Diagnostic]]

SUPERGRAPH_ROUNDS: Final[tuple[tuple[Rule, ...], ...]] = (
    (interface_fields_implemented,),
    (is_valid_graphql,),
    (
        query_root_accessible,
        referenced_types_accessible,
        implementations_accessible,
        required_inputs_accessible,
        visible_types_have_children,
        defaults_accessible,
    ),
)
