"""A contract's classification reaches the supergraph: what is not composed is lost there.

Finding: DIRECTIVE_COMPOSITION_ERROR. A gateway that does not see a classification
can't decide by it.
"""

from collections.abc import Iterator

from gateway.composition.contract_rules.classification import contract_subgraphs
from gateway.composition.diagnostics import Code, Diagnostic, at
from gateway.composition.merge.context import MergeContext


def contract_directives_are_composed(context: MergeContext) -> Iterator[Diagnostic]:
    """Report imported directives of our specification without @composeDirective."""
    for facts, link in contract_subgraphs(context):
        for ours in link.imports:
            name = ours.removeprefix("@")
            if ours.startswith("@") and not context.composed.kept(facts.name, name):
                yield Diagnostic(
                    Code.DIRECTIVE_COMPOSITION_ERROR,
                    f'subgraph "{facts.name}" imports {ours} from {link.url}, but does'
                    " not compose it",
                    f'Add @composeDirective(name: "{ours}") to the schema.',
                    (at(facts.name, link.node),),
                )
