"""Composition on one page: ingest, check each, merge, check merged, satisfy, print."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from gateway.composition.contract import Contract, filtered
from gateway.composition.contract_rules.registry import CONTRACT_RULES
from gateway.composition.diagnostics import Code, Diagnostic, Where, in_stable_order
from gateway.composition.hint_rules.registry import hints
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.directives import MOST_WAYS, TooManyWays
from gateway.composition.merge.merged import Merged
from gateway.composition.merge.supergraph import merge
from gateway.composition.merge_rules.registry import MERGE_ROUNDS
from gateway.composition.printing.public import print_public
from gateway.composition.printing.supergraph import print_supergraph
from gateway.composition.satisfiability.satisfy import satisfy
from gateway.composition.source import Composed, Rejected, SubgraphSource
from gateway.composition.subgraph.facts import Facts, facts_of
from gateway.composition.subgraph.ingest import ingest
from gateway.composition.subgraph.model import Subgraph
from gateway.composition.subgraph_rules.registry import SUBGRAPH_ROUNDS
from gateway.composition.subgraph_rules.root_names_are_free import root_names_are_free
from gateway.composition.supergraph_rules.registry import SUPERGRAPH_ROUNDS
from gateway.composition.supergraph_rules.required_auth_is_stated import (
    required_auth_is_stated,
)
from gateway.composition.upgrade.checks import (
    extensions_have_base,
    links_leave_federation_its_names,
    types_are_not_all_external,
)
from gateway.composition.upgrade.upgrade import upgrade

_WHOLE: Final = Contract()
_TOO_DEEP: Final = Diagnostic(
    Code.INVALID_GRAPHQL,
    "a schema, a field set or a literal is nested too deeply to be read",
    "Write it with fewer levels.",
)


def compose(
    sources: Sequence[SubgraphSource], contract: Contract = _WHOLE
) -> Composed | Rejected:
    """One supergraph of many subgraphs, or every reason of the first stage that refuses.

    The order of the subgraphs plays no part; equal input gives equal bytes.

    Args:
        sources: the subgraphs.
        contract: which part of the public schema is visible.
    """
    try:
        context = MergeContext(_upgrade(_ingest_all(sources)))
        for rules in MERGE_ROUNDS:
            _refuse(d for rule in rules for d in rule(context))
        merged = filtered(merge(context), contract)
        _check_merged(context, merged)
        _refuse(d for rule in CONTRACT_RULES for d in rule(context))
        satisfaction = satisfy(merged)
        _refuse(satisfaction.diagnostics)
        all_hints = sorted({*hints(context), *satisfaction.hints})
        return Composed(
            print_supergraph(merged), print_public(merged), tuple(all_hints)
        )
    except _RefusedError as refused:
        return Rejected(refused.diagnostics)
    except TooManyWays as directive:
        return Rejected((_too_many(str(directive)),))
    except RecursionError:
        return Rejected((_TOO_DEEP,))


def _too_many(directive: str) -> Diagnostic:
    return Diagnostic(
        Code.AUTH_REQUIREMENTS_TOO_MANY,
        f"@{directive} of several subgraphs meets on one element, and together they can "
        f"be met in more than {MOST_WAYS} ways",
        "Require the same in each subgraph, or in one alone.",
    )


class _RefusedError(Exception):
    """Ends a composition at the stage that found something; never leaves this file."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__()
        self.diagnostics = diagnostics


def _refuse(diagnostics: Iterable[Diagnostic]) -> None:
    if found := in_stable_order(diagnostics):
        raise _RefusedError(found)


def _ingest_all(sources: Sequence[SubgraphSource]) -> list[Facts]:
    """The subgraphs; those of federation 2 are checked at once, beside what fails."""
    ingested = [ingest(s) for s in sorted(sources, key=lambda s: s.name)]
    facts = [facts_of(one) for one in ingested if isinstance(one, Subgraph)]
    findings = [d for one in ingested if isinstance(one, tuple) for d in one]
    unread = {d.where[0].subgraph for d in findings}
    misnamed = list(_names_are_distinct(s for s in sources if s.name not in unread))
    apart = {d.where[0].subgraph for d in misnamed}
    findings += misnamed
    for one in facts:
        if one.name not in apart:
            version_1 = one.subgraph.version is None
            findings += root_names_are_free(one) if version_1 else _findings(one)
    _refuse(findings)
    return facts


def _upgrade(facts: Sequence[Facts]) -> list[Facts]:
    """The subgraphs with those of federation 1 rewritten, and checked once they are."""
    subgraphs = [one.subgraph for one in facts]
    upgraded = upgrade(subgraphs)
    findings = [
        *links_leave_federation_its_names(subgraphs),
        *extensions_have_base(subgraphs),
        *types_are_not_all_external(subgraphs, upgraded),
    ]
    wrong = {d.where[0].subgraph for d in findings}
    checked = [
        before if before.subgraph is after else facts_of(after)
        for before, after in zip(facts, upgraded, strict=True)
    ]
    for one in checked:
        if one.subgraph.version is None and one.name not in wrong:
            findings += _findings(one)
    _refuse(findings)
    return checked


def _names_are_distinct(sources: Iterable[SubgraphSource]) -> Iterable[Diagnostic]:
    for name, times in Counter(s.name for s in sources).items():
        if times > 1 or not name.strip("_"):
            yield Diagnostic(
                Code.INVALID_SUBGRAPH_NAME,
                f'"{name}" is not a name for one subgraph',
                "Give each subgraph a name of its own.",
                (Where(name),),
            )


def _findings(facts: Facts) -> list[Diagnostic]:
    """What the first round of rules that finds anything finds."""
    for rules in SUBGRAPH_ROUNDS:
        found = [d for rule in rules for d in rule(facts)]
        if found:
            return found
    return []


def _check_merged(context: MergeContext, merged: Merged) -> None:
    _refuse(required_auth_is_stated(context, merged))
    for rules in SUPERGRAPH_ROUNDS:
        _refuse(d for rule in rules for d in rule(merged))
