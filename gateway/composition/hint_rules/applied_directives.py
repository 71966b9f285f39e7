"""Directives of one application that say different things in different subgraphs.

Codes: INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS,
MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS.
"""

from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.elements import LinedUp, lined_up
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.directives import (
    REPEATABLE,
    directive_of,
    kept_name,
)
from gateway.composition.merge.merged import Directive

_MERGED: Final = frozenset({"cost", "listSize", "requiresScopes", "policy"})
_DEFAULTS: Final = {"deprecated": (("reason", '"No longer supported"'),)}


def applied_directives(context: MergeContext) -> Iterator[Hint]:
    """Hint at directives that are merged, or of which one is taken."""
    repeatable = REPEATABLE | {
        n for n, w in context.composed.winners().items() if w.definition.repeatable
    }
    for element in lined_up(context):
        for name, said in _said(context, element).items():
            if name in repeatable or len(said) < 2:  # noqa: PLR2004 - two differ
                continue
            if name in _MERGED:
                yield Hint(
                    "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
                    f"the arguments of @{name} on {element.coordinate} are merged",
                )
            else:
                yield Hint(
                    "INCONSISTENT_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
                    f"@{name} on {element.coordinate} has different arguments: the most"
                    " frequent are taken",
                )


def _said(context: MergeContext, element: LinedUp) -> dict[str, set[Directive]]:
    found: dict[str, set[Directive]] = {}
    for subgraph, one in element.sources:
        for applied in one.applied:
            name = kept_name(context, subgraph, applied)
            if name is not None:
                directive = directive_of(name, subgraph, applied)
                args = {**dict(_DEFAULTS.get(name, ())), **dict(directive.args)}
                whole = Directive(name, tuple(sorted(args.items())))
                found.setdefault(name, set()).add(whole)
    return found
