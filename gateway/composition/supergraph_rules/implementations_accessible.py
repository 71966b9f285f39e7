"""A field that an interface shows is shown by each implementation.

Finding: IMPLEMENTED_BY_INACCESSIBLE.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.merged import Merged
from gateway.composition.supergraph_rules.inaccessible import (
    hidden,
    subgraphs_of,
    visible_types,
)


def implementations_accessible(merged: Merged) -> Iterator[Diagnostic]:
    """Report hidden fields, and hidden arguments, that an interface shows."""
    for owner in visible_types(merged):
        for name in owner.interfaces:
            interface = merged.types[name]
            if hidden(interface):
                continue
            for field in interface.fields.values():
                own = owner.fields.get(field.name)
                if own is None or hidden(field):
                    continue
                concealed = [own.coordinate] if hidden(own) else []
                concealed += [
                    f"{own.coordinate}({a.name}:)"
                    for a in own.args.values()
                    if hidden(a)
                    and a.name in field.args
                    and not hidden(field.args[a.name])
                ]
                for coordinate in concealed:
                    yield Diagnostic(
                        Code.IMPLEMENTED_BY_INACCESSIBLE,
                        f"{coordinate} is @inaccessible, but implements"
                        f" {field.coordinate}, which can be seen",
                        "Hide both or neither.",
                        subgraphs_of(merged, owner.name),
                    )
