"""All rules that hint; none depends on another, and their order plays no part."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.applied_directives import applied_directives
from gateway.composition.hint_rules.composed_directives import composed_directives
from gateway.composition.hint_rules.descriptions import descriptions
from gateway.composition.hint_rules.enums import enums
from gateway.composition.hint_rules.executable_directives import executable_directives
from gateway.composition.hint_rules.fields import fields
from gateway.composition.hint_rules.inputs import inputs
from gateway.composition.hint_rules.links import links
from gateway.composition.hint_rules.overrides import overrides
from gateway.composition.hint_rules.types import types
from gateway.composition.merge.context import MergeContext

HintRule: TypeAlias = Callable[[MergeContext], Iterable[Hint]]

HINT_RULES: Final[tuple[HintRule, ...]] = (
    links,
    composed_directives,
    types,
    fields,
    inputs,
    enums,
    overrides,
    descriptions,
    applied_directives,
    executable_directives,
)


def hints(context: MergeContext) -> tuple[Hint, ...]:
    """All hints, each once, sorted."""
    return tuple(sorted({hint for rule in HINT_RULES for hint in rule(context)}))
