"""An external field has the arguments that the field has.

Findings: EXTERNAL_ARGUMENT_MISSING, EXTERNAL_ARGUMENT_TYPE_MISMATCH,
EXTERNAL_ARGUMENT_DEFAULT_MISMATCH.
"""

from collections.abc import Iterator

from gateway.composition.diagnostics import Code, Diagnostic
from gateway.composition.merge.context import MergeContext
from gateway.composition.merge.merged import MergedInput
from gateway.composition.merge_rules.external_pairs import external_pairs
from gateway.composition.merge_rules.places import places
from gateway.composition.subgraph.model import InputValue
from gateway.composition.values import same_value


def external_arguments_agree(context: MergeContext) -> Iterator[Diagnostic]:
    """Report arguments that an external field lacks, or declares otherwise."""
    for pair in external_pairs(context):
        field = pair.external.field
        for argument in pair.args.values():
            found = _difference(context, field.args.get(argument.name), argument)
            if found is not None:
                code, reason = found
                yield Diagnostic(
                    code,
                    f"{field.coordinate}({argument.name}:) {reason} where it is"
                    f' @external, in "{pair.external.facts.name}"',
                    "Declare the argument as the resolving subgraph does.",
                    places([pair.external]),
                )


def _difference(
    context: MergeContext, ours: InputValue | None, merged: MergedInput
) -> tuple[Code, str] | None:
    if ours is None:
        return Code.EXTERNAL_ARGUMENT_MISSING, "is missing"
    if not context.is_subtype(merged.type, ours.type):
        reason = f"is {ours.type}, not {merged.type},"
        return Code.EXTERNAL_ARGUMENT_TYPE_MISMATCH, reason
    if not same_value(ours.default, merged.default):
        return Code.EXTERNAL_ARGUMENT_DEFAULT_MISMATCH, "has another default"
    return None
