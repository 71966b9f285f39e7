"""The name of a context is made of letters and digits.

Finding: CONTEXT_NAME_INVALID.
"""

import re
from collections.abc import Iterator
from typing import Final

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.subgraph.contexts import context_setters
from gateway.composition.subgraph.facts import Facts

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")


def context_names_are_plain(facts: Facts) -> Iterator[Diagnostic]:
    """Report names with anything else, an underscore included."""
    for name, owners in context_setters(facts.subgraph).items():
        if not _NAME.fullmatch(name):
            yield Diagnostic(
                Code.CONTEXT_NAME_INVALID,
                f'subgraph "{facts.name}": "{name}" is not a name for a context',
                "Use letters and digits, starting with a letter.",
                tuple(at(facts.name, owner.node) for owner in owners),
            )
