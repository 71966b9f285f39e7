"""Normalise an operation: named steps, from the syntax tree to the normal form.

The normal form is described in `gateway.operation.ast`.
"""

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    print_ast,
)

from gateway.operation.ast import Operation, Part, Selections, Variable
from gateway.operation.errors import Problem, ValidationFailedError
from gateway.operation.inline import Inliner
from gateway.operation.limits import Limits
from gateway.operation.parse import (
    choose_operation,
    parse_document,
    validate_document,
)
from gateway.operation.possible import drop_impossible
from gateway.operation.simplify import flatten, locate, merge, prune
from gateway.supergraph.model import Supergraph


def read_operation(
    supergraph: Supergraph,
    source: str,
    operation_name: str | None = None,
    limits: Limits | None = None,
) -> Operation:
    """Parse, limit, validate, choose, normalise.

    Raises:
        OperationError: With the finding; see `gateway.operation.errors`.
    """
    document = parse_document(source, limits)
    validate_document(supergraph, document)
    return normalise(supergraph, document, operation_name)


def normalise(
    supergraph: Supergraph, document: DocumentNode, operation_name: str | None = None
) -> Operation:
    """Bring one operation of a document to its normal form.

    The document need not have been validated, but then what is invalid in it may
    go unnoticed.

    Raises:
        OperationNotFoundError: No such operation.
        ValidationFailedError: A field that does not exist, or a kind of operation
            that the supergraph has no root type for.
    """
    node = choose_operation(document, operation_name)
    kind = node.operation.value
    root = supergraph.roots.get(kind)
    if root is None:
        raise ValidationFailedError(Problem(f"The schema has no {kind} type."))
    parts: list[Part] = []
    selections = _selections(supergraph, document, node, parts)
    return Operation(
        kind=kind,
        name=node.name.value if node.name else None,
        root_type=root,
        variables=_variables(node),
        selections=selections,
        parts=tuple(parts),
    )


def _selections(
    supergraph: Supergraph,
    document: DocumentNode,
    node: OperationDefinitionNode,
    parts: list[Part],
) -> Selections:
    root = supergraph.roots[node.operation.value]
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    inliner = Inliner(supergraph, fragments, parts)
    selections = tuple(inliner.selections(node.selection_set, root))
    selections = tuple(flatten(supergraph, selections, root))
    selections = merge(selections)
    selections = drop_impossible(prune(selections))
    return locate(supergraph, selections, supergraph.possible[root])


def _variables(node: OperationDefinitionNode) -> tuple[Variable, ...]:
    return tuple(
        Variable(
            one.variable.name.value,
            print_ast(one.type),
            print_ast(one.default_value) if one.default_value else None,
        )
        for one in node.variable_definitions or ()
    )
