"""Where in the answer a selection stands, so that a denial can say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.operation.ast import Field
from gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the answer."""

    pattern: tuple[str, ...] = ()
    """Response keys from the root."""
    below_list: bool = False
    """Whether it is inside a list, so that it has no single path."""
    shown: bool = True
    """Whether the variables leave it in the answer at all."""

    def below(
        self, item: Field, supergraph: Supergraph, variables: Mapping[str, Any]
    ) -> "Place":
        """Return the place of what stands below a field."""
        definition = supergraph.field(item.parent_type, item.name)
        applies = all(
            variables.get(one.variable) is one.expected for one in item.conditions
        )
        return Place(
            (*self.pattern, item.response_key),
            self.below_list or len(definition.type.nullable) > 1,
            self.shown and applies,
        )
