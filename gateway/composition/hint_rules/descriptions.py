"""Elements that subgraphs describe differently.

Code: INCONSISTENT_DESCRIPTION.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Hint
from gateway.composition.hint_rules.elements import lined_up
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.executable import executable_definitions


def descriptions(context: MergeContext) -> Iterator[Hint]:
    """Hint at elements with several descriptions."""
    texts = {
        e.coordinate: {one.description for _, one in e.sources if one.description}
        for e in lined_up(context)
    }
    for name, sources in executable_definitions(context).items():
        texts[f"@{name}"] = {d.description for _, d in sources if d.description}
    for coordinate, found in texts.items():
        if len(found) > 1:
            yield Hint(
                "INCONSISTENT_DESCRIPTION",
                f"{coordinate} has {len(found)} descriptions",
            )
