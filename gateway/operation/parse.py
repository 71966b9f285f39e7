"""From the text of a document to a checked syntax tree.

Limits come first and cost little, so that a hostile document is refused before
anything walks over it; validation against the public schema comes last.
"""

from typing import Final

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    NoUndefinedVariablesRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    UniqueVariableNamesRule,
    VariablesAreInputTypesRule,
    VariablesInAllowedPositionRule,
    parse,
    specified_rules,
    validate,
)

from gateway.operation.errors import (
    LimitExceededError,
    OperationError,
    OperationNotFoundError,
    Problem,
    SyntaxInvalidError,
    ValidationFailedError,
)
from gateway.operation.limits import Limits, check_limits
from gateway.operation.overlap import overlaps
from gateway.supergraph.model import Supergraph

RULES: Final = tuple(
    rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule
)
"""The specification's rules, but for the one whose time grows with the square of
the document; `gateway.operation.overlap` does the same in linear time."""

ABOUT_VARIABLES: Final = frozenset(
    {
        NoUndefinedVariablesRule,
        NoUnusedVariablesRule,
        UniqueVariableNamesRule,
        VariablesAreInputTypesRule,
        VariablesInAllowedPositionRule,
    }
)
RULES_WITHOUT_VARIABLES: Final = tuple(
    rule for rule in RULES if rule not in ABOUT_VARIABLES
)
"""What is left to check where there is no variable: three fourths of the work."""


def parse_document(source: str, limits: Limits | None = None) -> DocumentNode:
    """Parse a document within limits.

    Raises:
        SyntaxInvalidError: It is not GraphQL.
        LimitExceededError: It is too long, too deep or too wide.
        IntrospectionDisabledError: It asks about the schema, which is off.
        ValidationFailedError: It uses a fragment that is unknown, or that contains
            itself: such a document can't be measured.
    """
    limits = limits or Limits()
    try:
        document = parse(source, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        raise _unreadable(error, limits) from error
    check_limits(document, limits)
    return document


def validate_document(supergraph: Supergraph, document: DocumentNode) -> None:
    """Check a document against the public schema.

    Raises:
        ValidationFailedError: With every finding of the specification's rules.
        LimitExceededError: Its selections overlap too much to be compared.
    """
    schema = supergraph.operation_schema
    rules = RULES if _may_have_variables(document) else RULES_WITHOUT_VARIABLES
    findings = [_problem(one) for one in validate(schema, document, rules)]
    findings = findings or list(overlaps(schema, document))
    if findings:
        raise ValidationFailedError(*findings)


def _may_have_variables(document: DocumentNode) -> bool:
    """Say whether a document has a variable: only one with its sign in the text can."""
    return document.loc is None or "$" in document.loc.source.body


def choose_operation(
    document: DocumentNode, name: str | None
) -> OperationDefinitionNode:
    """Return the operation to run.

    Raises:
        OperationNotFoundError: None has the name, or there are several and no
            name, or the document has none at all.
    """
    operations = [
        one for one in document.definitions if isinstance(one, OperationDefinitionNode)
    ]
    if name is None and len(operations) == 1:
        return operations[0]
    for one in operations:
        if name is not None and one.name is not None and one.name.value == name:
            return one
    if not operations:
        raise OperationNotFoundError(Problem("The document has no operation."))
    if name is None:
        raise OperationNotFoundError(
            Problem("The document has several operations: give operationName.")
        )
    raise OperationNotFoundError(
        Problem("The document has no operation of the name in operationName.")
    )


def _problem(error: GraphQLError) -> Problem:
    places = tuple((one.line, one.column) for one in error.locations or ())
    return Problem(error.message, places)


def _unreadable(error: GraphQLSyntaxError, limits: Limits) -> OperationError:
    """Tell what is too large to be read from what is wrong."""
    if "tokens" in error.message:
        said = f"The document has more than {limits.tokens} tokens. "
        return LimitExceededError(
            Problem(said + "Split it into several requests."), "tokens"
        )
    if "nested too deeply" in error.message:
        said = "The document is nested too deeply. Ask for less at once."
        return LimitExceededError(Problem(said), "nesting")
    return SyntaxInvalidError(_problem(error))
