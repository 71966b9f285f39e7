"""A composed directive comes from one specification, in one major version, by one name.

Finding: DIRECTIVE_COMPOSITION_ERROR.
"""

from collections.abc import Iterator, Sequence

from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.composed import ComposedDirective, resolve
from gateway.composition.merge.context import MergeContext
from gateway.composition.subgraph import specs
from gateway.composition.subgraph.model import applications


def composed_directives_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report @composeDirective that names nothing, or names what others name otherwise."""
    yield from _unresolved(context)
    requests = context.composed.requests
    for name in sorted({r.name for r in requests}):
        same = [r for r in requests if r.name == name]
        if len({(r.link.identity, r.original) for r in same}) > 1:
            yield _finding(same, f"@{name} comes from several specifications")
    for identity in sorted({r.link.identity for r in requests}):
        same = [r for r in requests if r.link.identity == identity]
        if len({r.link.version[0] for r in same}) > 1:
            yield _finding(same, f"{identity} is linked in several major versions")
        for original in sorted({r.original for r in same}):
            alike = [r for r in same if r.original == original]
            if len({r.name for r in alike}) > 1:
                names = ", ".join(sorted({f"@{r.name}" for r in alike}))
                yield _finding(alike, f"@{original} of {identity} is called {names}")


def _unresolved(context: MergeContext) -> Iterator[Diagnostic]:
    for facts in context.facts:
        for applied in applications(facts.subgraph, "composeDirective"):
            found = resolve(facts.subgraph, applied)
            written = applied.text("name") or ""
            known = facts.subgraph.names.get(written.removeprefix("@"))
            if written.startswith("@") and known in specs.COMPOSED:
                continue
            if found is not None and found.link.identity != specs.FEDERATION:
                continue
            yield Diagnostic(
                Code.DIRECTIVE_COMPOSITION_ERROR,
                f'subgraph "{facts.name}" composes "{applied.text("name")}", which is'
                " not a directive of a specification that it links",
                'Link the specification that has it, import it, and write "@name".',
                (at(facts.name, applied.node),),
            )


def _finding(requests: Sequence[ComposedDirective], reason: str) -> Diagnostic:
    return Diagnostic(
        Code.DIRECTIVE_COMPOSITION_ERROR,
        f"composed directives do not fit together: {reason}",
        "Link one specification in one major version, under one name.",
        tuple(at(r.subgraph, r.link.node) for r in requests),
    )
