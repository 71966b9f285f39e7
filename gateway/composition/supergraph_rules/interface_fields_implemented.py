"""A type that implements an interface has its fields, once all subgraphs are merged.

Finding: INTERFACE_FIELD_NO_IMPLEM.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic, Where
from gateway.composition.merge.merged import Merged
from gateway.composition.subgraph.model import COMPOSITE


def interface_fields_implemented(merged: Merged) -> Iterator[Diagnostic]:
    """Report implementations that lack a field of their interface."""
    for owner in merged.types.values():
        if owner.kind not in COMPOSITE:
            continue
        for name in owner.interfaces:
            interface = merged.types[name]
            for field in interface.fields.values():
                if field.name not in owner.fields:
                    yield Diagnostic(
                        Code.INTERFACE_FIELD_NO_IMPLEM,
                        f"{field.coordinate} is a field of the interface, but"
                        f" {owner.name}, which implements it, has no such field in any"
                        " subgraph",
                        f"Add {field.name} to {owner.name} in a subgraph that can"
                        " resolve it.",
                        tuple(
                            Where(g.name)
                            for g in merged.graphs
                            if any(
                                d.args and d.args[0] == ("graph", g.key)
                                for d in owner.joins
                            )
                        ),
                    )
