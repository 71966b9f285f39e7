"""An enum that goes in and comes out has the same values everywhere.

Finding: ENUM_VALUE_MISMATCH. A value that is inaccessible may be missing.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.usage import input_names, output_names
from gateway.composition.merge_rules.places import quoted_names, type_places
from gateway.composition.subgraph.model import Kind, has


def enum_values_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report values that some subgraphs lack, of enums used both ways."""
    both = input_names(context) & output_names(context)
    for name in context.of_kind(Kind.ENUM):
        sources = context.sources(name)
        for value in dict.fromkeys(v for s in sources for v in s.type.values):
            having = [s for s in sources if value in s.type.values]
            hidden = any(has(s.type.values[value], "inaccessible") for s in having)
            if name in both and len(having) < len(sources) and not hidden:
                lacking = quoted_names(
                    s.facts.name for s in sources if value not in s.type.values
                )
                yield Diagnostic(
                    Code.ENUM_VALUE_MISMATCH,
                    f"{name} is used for input and output, but {value} is missing in"
                    f" {lacking}",
                    "Add the value everywhere, or mark it @inaccessible.",
                    type_places(sources),
                )
