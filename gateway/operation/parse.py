"""From the text of a document to a checked syntax tree.

Limits come first and cost little, so that a hostile document is refused before
anything walks over it; validation against the public schema comes last.
"""

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from gateway.operation.errors import (
    LimitExceededError,
    OperationNotFoundError,
    Problem,
    SyntaxInvalidError,
    ValidationFailedError,
)
from gateway.supergraph.model import Supergraph


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost, counted before it is validated."""

    tokens: int = 15_000
    """Lexical tokens of the document."""
    depth: int = 30
    """Nesting of fields, through fragments."""
    fields: int = 10_000
    """Fields after fragments are put in their places; a fragment used twice
    counts twice."""


def parse_document(source: str, limits: Limits | None = None) -> DocumentNode:
    """Parse a document within limits.

    Raises:
        SyntaxInvalidError: It is not GraphQL.
        LimitExceededError: It is too long, too deep or too wide.
        ValidationFailedError: It uses a fragment that is unknown, or that contains
            itself: such a document can't be measured.
    """
    limits = limits or Limits()
    try:
        document = parse(source, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if "token limit" in error.message or "tokens" in error.message:
            raise LimitExceededError(
                Problem(
                    f"The document has more than {limits.tokens} tokens. "
                    "Split it into several requests."
                )
            ) from error
        raise SyntaxInvalidError(_problem(error)) from error
    _Counter(document, limits).check()
    return document


def validate_document(supergraph: Supergraph, document: DocumentNode) -> None:
    """Check a document against the public schema.

    Raises:
        ValidationFailedError: With every finding of the specification's rules.
    """
    findings = validate(supergraph.public_schema, document)
    if findings:
        raise ValidationFailedError(*(_problem(one) for one in findings))


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


class _Counter:
    """Counts depth and fields with fragments in place, each fragment once."""

    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._limits = limits
        self._document = document
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._done: dict[str, tuple[int, int]] = {}
        self._open: set[str] = set()

    def check(self) -> None:
        """Raise an error when a limit is passed, or can't be measured."""
        for one in self._document.definitions:
            if isinstance(one, OperationDefinitionNode):
                depth, fields = self._count(one.selection_set)
                self._refuse(depth, self._limits.depth, "levels of fields")
                self._refuse(fields, self._limits.fields, "fields")

    @staticmethod
    def _refuse(found: int, allowed: int, what: str) -> None:
        if found > allowed:
            raise LimitExceededError(
                Problem(
                    f"The operation has {found} {what}; {allowed} are allowed. "
                    "Ask for less at once."
                )
            )

    def _count(self, selections: SelectionSetNode) -> tuple[int, int]:
        depth = fields = 0
        for item in selections.selections:
            if isinstance(item, FieldNode):
                below = (
                    self._count(item.selection_set) if item.selection_set else (0, 0)
                )
                below = (below[0] + 1, below[1] + 1)
            elif isinstance(item, FragmentSpreadNode):
                below = self._fragment(item.name.value)
            else:
                below = self._count(item.selection_set)  # type: ignore[attr-defined]
            depth, fields = max(depth, below[0]), fields + below[1]
        return depth, fields

    def _fragment(self, name: str) -> tuple[int, int]:
        if name not in self._fragments or name in self._open:
            wrong = "contains itself" if name in self._open else "is not defined"
            raise ValidationFailedError(Problem(f"The fragment {name} {wrong}."))
        if name not in self._done:
            self._open.add(name)
            self._done[name] = self._count(self._fragments[name].selection_set)
            self._open.discard(name)
        return self._done[name]
