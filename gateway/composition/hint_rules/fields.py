"""Output fields whose types differ, but go together.

Code: INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph.model import COMPOSITE


def fields(context: MergeContext) -> Iterator[Hint]:
    """Hint at fields of several types."""
    for owner, name, sources in context.all_fields(*COMPOSITE):
        resolving = [s for s in sources if not s.external]
        if len({s.field.type for s in resolving}) > 1:
            said = ", ".join(f'{s.field.type} in "{s.facts.name}"' for s in resolving)
            yield Hint(
                "INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE", f"{owner}.{name} is {said}"
            )
