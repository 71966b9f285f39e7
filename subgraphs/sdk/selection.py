"""Which fields an operation selects, per type.

Fragments are followed; a field of an interface or union counts for every
object type behind it. Fields that a directive may leave out count too.
"""

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLAbstractType,
    GraphQLCompositeType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from subgraphs.sdk.mapping import Selected


def select(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Selected:
    """The selected fields of each object type, `__typename` left out.

    Args:
        schema: The node's schema.
        document: A document that is valid against it.
        operation: The operation of the document that is executed.
    """
    walker = _Walker(schema, document)
    root = schema.get_root_type(operation.operation)
    if root is not None:
        walker.walk(operation.selection_set, root)
    return {name: frozenset(fields) for name, fields in walker.found.items()}


class _Walker:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.found: dict[str, set[str]] = {}

    def walk(self, selections: SelectionSetNode, parent: GraphQLCompositeType) -> None:
        for node in selections.selections:
            match node:
                case FieldNode(name=name) if not name.value.startswith("__"):
                    self._field(node, parent)
                case InlineFragmentNode(type_condition=None):
                    self.walk(node.selection_set, parent)
                case InlineFragmentNode():
                    self._fragment(node.selection_set, _on(node))
                case FragmentSpreadNode(name=name):
                    fragment = self._fragments[name.value]
                    self._fragment(fragment.selection_set, _on(fragment))
                case _:
                    pass

    def _fragment(self, selections: SelectionSetNode, typename: str) -> None:
        on = self._schema.type_map[typename]
        if is_composite_type(on):
            self.walk(selections, on)

    def _field(self, node: FieldNode, parent: GraphQLCompositeType) -> None:
        for owner in self._objects(parent):
            self.found.setdefault(owner.name, set()).add(node.name.value)
            returns = get_named_type(owner.fields[node.name.value].type)
            if node.selection_set and is_composite_type(returns):
                self.walk(node.selection_set, returns)

    def _objects(self, parent: GraphQLCompositeType) -> Iterator[GraphQLObjectType]:
        if isinstance(parent, GraphQLAbstractType):
            yield from self._schema.get_possible_types(parent)
        elif isinstance(parent, GraphQLObjectType):
            yield parent


def _on(fragment: InlineFragmentNode | FragmentDefinitionNode) -> str:
    return fragment.type_condition.name.value if fragment.type_condition else ""
