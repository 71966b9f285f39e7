"""The label of a progressive override is a name or a percentage.

Finding: OVERRIDE_LABEL_INVALID. A name starts with a letter and goes on with
letters, digits and `_-:./`; a percentage is `percent(n)`, 0 to 100 with at most
eight decimals. Of an override that moves nothing, the label does not matter.
"""

import re
from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge_rules.overridden_fields import overriding_fields
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import has

_LABEL: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9_\-:./]*|percent\((?:\d{1,2}(?:\.\d{1,8})?|100)\)"
)


def is_valid_label(label: str) -> bool:
    """Whether a label is a name or a percentage."""
    return _LABEL.fullmatch(label) is not None


def override_labels_are_valid(context: MergeContext) -> Iterator[Diagnostic]:
    """Report labels that are neither."""
    for one in overriding_fields(context):
        label = one.applied.text("label")
        owner = one.source.facts.subgraph.types[one.source.field.parent]
        moves = (
            one.moved is not None
            and not has(one.moved.field, "override")
            and not has(owner, "interfaceObject")
        )
        if moves and label is not None and not is_valid_label(label):
            yield Diagnostic(
                Code.OVERRIDE_LABEL_INVALID,
                f'subgraph "{one.source.facts.name}":'
                f' {one.source.field.coordinate} has the label "{label}"',
                "Use a name like new-owner, or percent(10).",
                places([one.source]),
            )
